/// The program that trains: asks for trajectories, trains on the groups they end in, and publishes versions.
@NullMarked
package io.toolstream.learner.program;

import org.jspecify.annotations.NullMarked;
