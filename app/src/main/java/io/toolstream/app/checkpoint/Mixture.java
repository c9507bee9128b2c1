package io.toolstream.app.checkpoint;

import io.toolstream.app.task.Demonstrator.Kind;
import java.util.random.RandomGenerator;

/// Shares of the kinds of demonstration that a cold start is tuned on; what is left is right programs.
///
/// @param flawed programs that run and are wrong, or fail
/// @param mental arithmetic in the head
/// @param corrected programs that fail and are then written again
public record Mixture(double flawed, double mental, double corrected) {
    /// The mixture of the committed cold start: 5 % right, 15 % flawed, 45 % mental, 35 % corrected.
    public static final Mixture COMMITTED = new Mixture(0.15, 0.45, 0.35);

    /// Checks the shares.
    ///
    /// @throws IllegalArgumentException if one is negative or their sum is above 1
    public Mixture {
        if (flawed < 0 || mental < 0 || corrected < 0 || flawed + mental + corrected > 1) {
            throw new IllegalArgumentException("shares must be from 0 and sum to at most 1, got flawed " + flawed
                    + ", mental " + mental + ", corrected " + corrected);
        }
    }

    Kind draw(RandomGenerator random) {
        double at = random.nextDouble();
        if (at < flawed) {
            return Kind.FLAWED;
        }
        if (at < flawed + mental) {
            return Kind.MENTAL;
        }
        return at < flawed + mental + corrected ? Kind.CORRECTED : Kind.RIGHT;
    }
}
