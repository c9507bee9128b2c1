/// Plays many samples at once: batched decoding over slots that keep their attention cache while a program
/// runs.
@NullMarked
package io.toolstream.rollout.engine;

import org.jspecify.annotations.NullMarked;
