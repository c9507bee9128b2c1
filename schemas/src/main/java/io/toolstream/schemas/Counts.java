package io.toolstream.schemas;

import java.util.List;

/// Tokens by author, and turns (INTERPRETER segments).
public record Counts(int promptTokens, int policyTokens, int interpreterTokens, int turns) {
    public Counts {
        Require.atLeast("Counts.promptTokens", promptTokens, 0);
        Require.atLeast("Counts.policyTokens", policyTokens, 0);
        Require.atLeast("Counts.interpreterTokens", interpreterTokens, 0);
        Require.atLeast("Counts.turns", turns, 0);
    }

    /// What `segments` hold.
    public static Counts of(List<Segment> segments) {
        int prompt = 0;
        int policy = 0;
        int interpreter = 0;
        int turns = 0;
        for (Segment segment : segments) {
            switch (segment) {
                case Segment.Prompt p -> prompt += p.size();
                case Segment.Policy p -> policy += p.size();
                case Segment.Interpreter i -> {
                    interpreter += i.size();
                    turns++;
                }
            }
        }
        return new Counts(prompt, policy, interpreter, turns);
    }
}
