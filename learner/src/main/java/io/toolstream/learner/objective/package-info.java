/// The mathematics of the objective in plain arrays: advantages, losses with gradients, and packing. What runs on
/// tensors is tested against it.
@NullMarked
package io.toolstream.learner.objective;

import org.jspecify.annotations.NullMarked;
