package io.toolstream.learner.objective;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/// Reads parameters and arrays of one conformance row.
record Inputs(JsonNode params, JsonNode inputs) {
    double number(String name) {
        return params.path(name).asDouble();
    }

    boolean flag(String name) {
        return params.path(name).asBoolean();
    }

    String text(String name) {
        return params.path(name).asText();
    }

    Aggregation aggregation() {
        return Aggregation.named(text("mode"));
    }

    /// The fixed row length: `loss_scale_factor` where given, else the width of the mask.
    int rowLength() {
        if (params.has("loss_scale_factor")) {
            return params.get("loss_scale_factor").asInt();
        }
        JsonNode mask = inputs.has("loss_mask") ? inputs.get("loss_mask") : inputs.path("response_mask");
        return mask.path(0).size();
    }

    double[][] matrix(String name) {
        return matrix(inputs.path(name));
    }

    boolean[][] mask(String name) {
        double[][] numbers = matrix(name);
        boolean[][] mask = new boolean[numbers.length][];
        for (int row = 0; row < numbers.length; row++) {
            mask[row] = new boolean[numbers[row].length];
            for (int t = 0; t < numbers[row].length; t++) {
                mask[row][t] = numbers[row][t] != 0;
            }
        }
        return mask;
    }

    /// Rows of each group of `index`, groups by first appearance.
    Map<String, List<Integer>> groups() {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        JsonNode index = inputs.path("index");
        for (int row = 0; row < index.size(); row++) {
            groups.computeIfAbsent(index.get(row).asText(), _ -> new ArrayList<>())
                    .add(row);
        }
        return groups;
    }

    double[][] pairs(String first, String second, DoubleBinaryOperator function) {
        double[][] left = matrix(first);
        double[][] right = matrix(second);
        double[][] out = new double[left.length][];
        for (int row = 0; row < left.length; row++) {
            out[row] = new double[left[row].length];
            for (int t = 0; t < out[row].length; t++) {
                out[row][t] = function.applyAsDouble(left[row][t], right[row][t]);
            }
        }
        return out;
    }

    /// A function of the logits of a position and its token.
    interface PositionFunction {
        double of(double[] logits, int token);
    }

    /// Applies a function to `logits[B][T][V]` and the token ids `labels[B][T]` or `input_ids[B][T]`; ids are 0 where
    /// there are none.
    double[][] perLogits(PositionFunction function) {
        JsonNode batch = inputs.path("logits");
        JsonNode labels = inputs.has("input_ids") ? inputs.get("input_ids") : inputs.path("labels");
        double[][] out = new double[batch.size()][];
        for (int row = 0; row < out.length; row++) {
            double[][] positions = matrix(batch.get(row));
            out[row] = new double[positions.length];
            for (int t = 0; t < positions.length; t++) {
                out[row][t] = function.of(positions[t], labels.path(row).path(t).asInt());
            }
        }
        return out;
    }

    private static double[][] matrix(JsonNode json) {
        double[][] rows = new double[json.size()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = new double[json.get(row).size()];
            for (int t = 0; t < rows[row].length; t++) {
                rows[row][t] = json.get(row).get(t).asDouble();
            }
        }
        return rows;
    }
}
