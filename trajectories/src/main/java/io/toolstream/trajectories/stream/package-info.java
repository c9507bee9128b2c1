/// The trajectory service: one Kafka Streams topology that grades trajectories, ends each request in one group,
/// and measures how responses use code.
@NullMarked
package io.toolstream.trajectories.stream;

import org.jspecify.annotations.NullMarked;
