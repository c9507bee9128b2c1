/// One update of the policy from graded trajectories.
@NullMarked
package io.toolstream.learner.policy;

import org.jspecify.annotations.NullMarked;
