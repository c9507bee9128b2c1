/// How graded trajectories become groups: each request ends exactly once. Pure.
@NullMarked
package io.toolstream.trajectories.group;

import org.jspecify.annotations.NullMarked;
