/// What the groups of an evaluation amount to: sums that add up in any order, and the report formed from them.
/// Pure.
@NullMarked
package io.toolstream.trajectories.evaluation;

import org.jspecify.annotations.NullMarked;
