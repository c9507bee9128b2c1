package io.toolstream.grading;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Verdict and reward that one named, versioned reward function gives to one response.
///
/// @param rewardFunction name and version of the function, such as `paper/1`
/// @param verdict what was established
/// @param reward the number the learner sees
/// @param parts named summands of the reward, in the order they were added
/// @param predicted the answer that was found in the response, null when there is none
/// @param steps grading steps spent, at most the budget of the function plus its last charge
public record Grade(
        String rewardFunction,
        Verdict verdict,
        double reward,
        Map<String, Double> parts,
        @Nullable String predicted,
        long steps) {}
