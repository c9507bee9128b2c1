/// How long the queues are, for autoscalers and people.
@NullMarked
package io.toolstream.trajectories.lag;

import org.jspecify.annotations.NullMarked;
