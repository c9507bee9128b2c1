/// The program that plays requests: takes them from the queue, plays them, and writes trajectories.
@NullMarked
package io.toolstream.rollout.worker;

import org.jspecify.annotations.NullMarked;
