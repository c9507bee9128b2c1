package io.toolstream.app.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The curves of a checkpoint's `training.csv`, whose columns are phase, step, loss and the probability of writing a
/// held-out demonstration just so.
final class TrainingPlot {
    private static final String HEADING = "phase,step,loss,right";
    private static final int COLUMNS = 4;

    private TrainingPlot() {}

    /// @throws IOException if the lines are no training curve
    static Chart chart(String title, List<String> lines) throws IOException {
        if (lines.isEmpty() || !lines.getFirst().equals(HEADING)) {
            throw new IOException("the first line is not '" + HEADING + "'");
        }
        Map<String, List<Chart.Point>> curves = new LinkedHashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            if (cells.length != COLUMNS) {
                throw new IOException("line " + (i + 1) + " has " + cells.length + " columns, not " + COLUMNS);
            }
            try {
                double step = Double.parseDouble(cells[1]);
                add(curves, cells[0] + ": loss in nats", step, Double.parseDouble(cells[2]));
                if (!cells[3].isEmpty()) {
                    add(curves, cells[0] + ": probability of a right row", step, Double.parseDouble(cells[3]));
                }
            } catch (NumberFormatException e) {
                throw new IOException("line " + (i + 1) + " holds no number where one belongs", e);
            }
        }
        List<Chart.Series> series = new ArrayList<>();
        curves.forEach((name, points) -> series.add(new Chart.Series(name, points)));
        return new Chart(title, "step", series, List.of(), false);
    }

    private static void add(Map<String, List<Chart.Point>> curves, String name, double step, double value) {
        curves.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Chart.Point(step, value));
    }
}
