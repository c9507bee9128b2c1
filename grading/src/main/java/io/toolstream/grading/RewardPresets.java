package io.toolstream.grading;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The reward functions that settings select by name.
public final class RewardPresets {
    private static final long STEPS = 1_000_000;
    private static final double WORST_WITH_CALLS = -0.6;
    private static final double BONUS_PER_CALL = 0.1;

    private RewardPresets() {}

    /// ReTool's reward: +1 for an answer that equals the reference, else -1, and nothing for running code.
    ///
    /// The answer counts only as `<answer>\boxed{…}</answer>` at the very end, and only if the policy ended the
    /// trajectory itself.
    public static RewardFunction paper() {
        return new Preset("paper", 2) {
            @Override
            Grade decide(Response response, String reference, StepBudget budget) {
                String answer = response.finished() ? AnswerExtraction.soleAnswer(response.written()) : null;
                Verdict verdict = answer == null ? Verdict.WRONG : Equivalence.compare(answer, reference, budget);
                return grade(verdict, Map.of("outcome", outcome(verdict)), answer, budget);
            }
        };
    }

    /// The reward of verl's ReTool recipe: strict box, and a wrong answer gains 0.1 for each code call up to
    /// -0.6.
    public static RewardFunction verl() {
        return new Preset("verl", 1) {
            @Override
            Grade decide(Response response, String reference, StepBudget budget) {
                DapoScore score = DapoScore.strictBox(response.written(), reference);
                Map<String, Double> parts = new LinkedHashMap<>();
                parts.put("outcome", score.score());
                if (!score.correct()) {
                    double shaped = Math.min(WORST_WITH_CALLS, -1.0 + response.codeCalls() * BONUS_PER_CALL);
                    parts.put("code_calls", shaped - score.score());
                }
                return grade(verdict(score), parts, score.predicted(), budget);
            }
        };
    }

    /// DAPO's reward: +1 or -1 by the Minerva reading of `Answer:` lines with a box as the fallback.
    public static RewardFunction dapo() {
        return new Preset("dapo", 1) {
            @Override
            Grade decide(Response response, String reference, StepBudget budget) {
                DapoScore score = DapoScore.minerva(response.written(), reference);
                return grade(verdict(score), Map.of("outcome", score.score()), score.predicted(), budget);
            }
        };
    }

    /// All presets, by the order of the documentation.
    public static List<RewardFunction> all() {
        return List.of(paper(), verl(), dapo());
    }

    /// The preset of that name.
    ///
    /// @throws IllegalArgumentException for an unknown name; the message lists the known ones
    public static RewardFunction named(String name) {
        return all().stream()
                .filter(preset -> preset.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no reward function is called '" + name + "'; choose one of "
                                + all().stream().map(RewardFunction::name).toList()));
    }

    private static Verdict verdict(DapoScore score) {
        return score.correct() ? Verdict.CORRECT : Verdict.WRONG;
    }

    private static double outcome(Verdict verdict) {
        return verdict == Verdict.CORRECT ? 1.0 : -1.0;
    }

    /// A reward function under the step budget: over it, the verdict is UNDECIDED and the reward that of a
    /// wrong answer.
    private abstract static class Preset implements RewardFunction {
        private final String name;
        private final int version;

        Preset(String name, int version) {
            this.name = name;
            this.version = version;
        }

        abstract Grade decide(Response response, String reference, StepBudget budget);

        @Override
        public final String name() {
            return name;
        }

        @Override
        public final int version() {
            return version;
        }

        @Override
        public final Grade grade(Response response, String reference) {
            StepBudget budget = StepBudget.of(STEPS);
            try {
                budget.spend(response.written().length());
                budget.spend(reference.length());
                return decide(response, reference, budget);
            } catch (BudgetSpentException _) {
                return grade(Verdict.UNDECIDED, Map.of("outcome", -1.0), null, budget);
            }
        }

        final Grade grade(Verdict verdict, Map<String, Double> parts, @Nullable String answer, StepBudget budget) {
            double reward =
                    parts.values().stream().mapToDouble(Double::doubleValue).sum();
            return new Grade(identity(), verdict, reward, parts, answer, budget.spent());
        }
    }
}
