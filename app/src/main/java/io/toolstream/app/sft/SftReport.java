package io.toolstream.app.sft;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.learner.sft.TuningSettings;
import io.toolstream.learner.sft.TuningStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What came of a tuning.
///
/// @param rows what was learnt from
/// @param steps all, in order
/// @param validation loss on the rows held out, before the first epoch and after each; empty where none were
/// @param seconds that the epochs took, validation left out
public record SftReport(
        TuningSettings settings, SftRows rows, List<TuningStep> steps, List<Double> validation, double seconds) {
    /// Copies the lists.
    public SftReport {
        steps = List.copyOf(steps);
        validation = List.copyOf(validation);
    }

    /// The figures as one object.
    public ObjectNode json() {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("rows", rows.training().rows().size())
                .put("left_out", leftOut())
                .put("tokens", rows.tokens())
                .put("learnt_tokens", rows.learnt())
                .put("masked_share", maskedShare())
                .put("epochs", settings.epochs())
                .put("rate", settings.rate())
                .put("batch", settings.batch())
                .put("seed", settings.seed())
                .put("steps", steps.size())
                .put("first_loss", steps.getFirst().loss())
                .put("last_loss", steps.getLast().loss());
        if (!validation.isEmpty()) {
            object.put("validation_rows", rows.validation().rows().size())
                    .put("validation_before", validation.getFirst())
                    .put("validation_after", validation.getLast());
        }
        return object.put("tokens_per_s", tokensPerSecond()).put("train_s", seconds);
    }

    /// The same for people.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d conversations (%d left out) of %d tokens, %.1f %% of them masked",
                rows.training().rows().size(),
                leftOut(),
                rows.tokens(),
                100 * maskedShare()));
        lines.add(String.format(
                Locale.ROOT,
                "%d steps, loss %.4f in the first and %.4f in the last, %.0f tokens/s",
                steps.size(),
                steps.getFirst().loss(),
                steps.getLast().loss(),
                tokensPerSecond()));
        if (!validation.isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "held-out loss %.4f before and %.4f after, %d conversations",
                    validation.getFirst(),
                    validation.getLast(),
                    rows.validation().rows().size()));
        }
        return lines;
    }

    /// The figures with every step and every measurement.
    ObjectNode curve() {
        ObjectNode curve = json();
        ArrayNode points = curve.putArray("curve");
        for (TuningStep step : steps) {
            points.addObject()
                    .put("step", step.step())
                    .put("epoch", step.epoch())
                    .put("loss", step.loss())
                    .put("rate", step.rate())
                    .put("tokens", step.tokens());
        }
        ArrayNode measured = curve.putArray("validation");
        for (int epoch = 0; epoch < validation.size(); epoch++) {
            measured.addObject().put("epoch", epoch).put("loss", validation.get(epoch));
        }
        return curve;
    }

    private int leftOut() {
        return rows.training().leftOut().size() + rows.validation().leftOut().size();
    }

    private double maskedShare() {
        return 1 - rows.learnt() / (double) rows.tokens();
    }

    private double tokensPerSecond() {
        return steps.stream().mapToLong(TuningStep::tokens).sum() / Math.max(seconds, 1e-9);
    }
}
