/// The service's figures as its readers see them: shares instead of sums, nothing instead of a share of
/// nothing. Pure.
@NullMarked
package io.toolstream.trajectories.view;

import org.jspecify.annotations.NullMarked;
