package io.toolstream.learner.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.grading.Conformance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/// Runs vectors of verl's `core_algos`: rows `{fn, params, inputs, outputs}` whose outputs were computed in float32.
public final class LossConformance {
    /// Largest difference, absolute and relative, that float32 explains.
    private static final double TOLERANCE = 2e-5;

    private LossConformance() {}

    /// Runs the rows. A function that is not known gives an empty result, which is not as expected.
    public static Conformance run(List<JsonNode> rows) {
        List<Conformance.Result> results = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.get(i);
            String id = row.has("id") ? row.get("id").asText() : Integer.toString(i);
            ObjectNode actual = compute(row.path("fn").asText(), row.path("params"), row.path("inputs"));
            JsonNode expected = row.get("outputs");
            results.add(new Conformance.Result(id, actual, expected == null ? null : agrees(actual, expected)));
        }
        return new Conformance(results);
    }

    private static ObjectNode compute(String function, JsonNode params, JsonNode inputs) {
        Inputs in = new Inputs(params, inputs);
        Map<String, Object> outputs = switch (function) {
            case "gae_advantage_return(whitened)", "gae_advantage_return" -> gae(in);
            case "grpo_outcome_advantage", "rloo_outcome_advantage" -> groups(function, in);
            case "agg_loss" ->
                Map.of("loss", in.aggregation().of(in.matrix("loss_mat"), in.mask("loss_mask"), in.rowLength()));
            case "policy_loss_dual_clip" -> policy(in);
            case "value_loss" -> value(in);
            case "kl_penalty" -> kl(in);
            case "entropy_from_logits" -> Map.of("entropy", in.perLogits((logits, _) -> Distribution.entropy(logits)));
            case "logprobs_from_logits", "logprobs", "log_probs_from_logits" ->
                Map.of("logprobs", in.perLogits(Distribution::logProbability));
            case "masked_whiten" ->
                Map.of(
                        "out",
                        Whitening.whiten(
                                in.matrix("values"),
                                in.mask("mask"),
                                params.path("shift_mean").asBoolean(true)));
            default -> Map.of();
        };
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        outputs.forEach((key, output) -> json.set(key, toJson(output)));
        return json;
    }

    private static Map<String, Object> gae(Inputs in) {
        boolean[][] mask = in.mask("response_mask");
        Gae gae = Gae.estimate(
                in.matrix("token_level_rewards"), in.matrix("values"), mask, in.number("gamma"), in.number("lam"));
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("advantages", Whitening.whiten(gae.advantages(), mask, true));
        outputs.put("returns", gae.returns());
        return outputs;
    }

    private static Map<String, Object> groups(String function, Inputs in) {
        double[][] rewards = in.matrix("token_level_rewards");
        boolean[][] mask = in.mask("response_mask");
        Map<String, List<Integer>> groups = in.groups();
        double[][] advantages = new double[rewards.length][];
        groups.values().forEach(rows -> {
            double[] scores =
                    rows.stream().mapToDouble(row -> sum(rewards[row])).toArray();
            double[] group = function.startsWith("rloo")
                    ? GroupAdvantage.leaveOneOut(scores)
                    : in.flag("norm_by_std") ? GroupAdvantage.grpo(scores) : GroupAdvantage.centred(scores);
            for (int i = 0; i < group.length; i++) {
                advantages[rows.get(i)] = spread(group[i], mask[rows.get(i)]);
            }
        });
        return Map.of("advantages", advantages);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double[] spread(double value, boolean[] mask) {
        double[] row = new double[mask.length];
        for (int t = 0; t < row.length; t++) {
            row[t] = mask[t] ? value : 0;
        }
        return row;
    }

    private static Map<String, Object> policy(Inputs in) {
        boolean[][] mask = in.mask("response_mask");
        PolicyLoss loss = PolicyLoss.of(
                in.matrix("old_log_prob"),
                in.matrix("log_prob"),
                in.matrix("advantages"),
                mask,
                new PolicyLoss.Bounds(in.number("clip_low"), in.number("clip_high"), in.number("clip_ratio_c")),
                in.aggregation().weights(mask, in.rowLength()));
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("pg_loss", loss.loss());
        outputs.put("pg_clipfrac", loss.clipped());
        outputs.put("ppo_kl", loss.kl());
        outputs.put("pg_clipfrac_lower", loss.capped());
        outputs.put("grad_log_prob", loss.gradient());
        return outputs;
    }

    private static Map<String, Object> value(Inputs in) {
        boolean[][] mask = in.mask("response_mask");
        ValueLoss loss = ValueLoss.of(
                in.matrix("vpreds"),
                in.matrix("returns"),
                in.matrix("values"),
                mask,
                in.number("cliprange_value"),
                in.aggregation().weights(mask, in.rowLength()));
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("vf_loss", loss.loss());
        outputs.put("vf_clipfrac", loss.clipped());
        outputs.put("grad_vpreds", loss.gradient());
        return outputs;
    }

    private static Map<String, Object> kl(Inputs in) {
        String kind = in.text("kind");
        boolean straightThrough = kind.endsWith("+");
        KlEstimate estimate = switch (straightThrough ? kind.substring(0, kind.length() - 1) : kind) {
            case "k1", "kl" -> KlEstimate.K1;
            case "abs" -> KlEstimate.ABS;
            case "k2", "mse" -> KlEstimate.K2;
            case "k3", "low_var_kl" -> KlEstimate.K3;
            default ->
                throw new IllegalArgumentException(
                        "no KL estimate is called '" + kind + "'; choose k1, abs, k2, k3, or k1+ to k3+");
        };
        DoubleBinaryOperator slope = straightThrough ? KlEstimate::straightThroughSlope : estimate::slope;
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("kl", in.pairs("logprob", "ref_logprob", estimate::of));
        outputs.put("grad_logprob", in.pairs("logprob", "ref_logprob", slope));
        return outputs;
    }

    private static JsonNode toJson(Object output) {
        return switch (output) {
            case Double number -> JsonNodeFactory.instance.numberNode(number);
            case double[] numbers -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                for (double number : numbers) {
                    array.add(number);
                }
                yield array;
            }
            case double[][] rows -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                for (double[] row : rows) {
                    array.add(toJson(row));
                }
                yield array;
            }
            default -> throw new IllegalArgumentException("no JSON form for " + output.getClass());
        };
    }

    private static boolean agrees(JsonNode actual, JsonNode expected) {
        if (expected.isNumber()) {
            double difference = Math.abs(actual.asDouble(Double.NaN) - expected.asDouble());
            return difference <= TOLERANCE * (1 + Math.abs(expected.asDouble()));
        }
        if (expected.isArray()) {
            if (actual.size() != expected.size()) {
                return false;
            }
            for (int i = 0; i < expected.size(); i++) {
                if (!agrees(actual.get(i), expected.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return expected.isObject()
                && expected.properties().stream()
                        .allMatch(entry -> agrees(actual.path(entry.getKey()), entry.getValue()));
    }
}
