package io.toolstream.app.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a checkpoint's training went through, kept beside it as `training.csv`.
public final class TrainingCurve {
    private final Listener listener;
    private final List<String> lines = new ArrayList<>(List.of("phase,step,loss,right"));

    /// @param listener is told each point
    TrainingCurve(Listener listener) {
        this.listener = listener;
    }

    /// Hears of each point of a curve.
    public interface Listener {
        /// Takes a line for a person.
        void progress(String line);
    }

    /// Adds a point.
    ///
    /// @param loss mean in nats since the last point
    /// @param right probability of writing a held-out demonstration just so, or NaN where not measured
    void add(String phase, int step, double loss, double right) {
        String probability = Double.isNaN(right) ? "" : String.format(Locale.ROOT, "%.3f", right);
        lines.add(String.format(Locale.ROOT, "%s,%d,%.4f,%s", phase, step, loss, probability));
        listener.progress(String.format(Locale.ROOT, "%s step %d, loss %.3f", phase, step, loss)
                + (probability.isEmpty() ? "" : ", probability of a right row " + probability));
    }

    void write(Path directory) throws IOException {
        Files.write(directory.resolve("training.csv"), lines);
    }
}
