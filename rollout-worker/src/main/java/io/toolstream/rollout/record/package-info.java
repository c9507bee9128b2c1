/// Turns played samples into trajectories: records that can be read without any model or other topic.
@NullMarked
package io.toolstream.rollout.record;

import org.jspecify.annotations.NullMarked;
