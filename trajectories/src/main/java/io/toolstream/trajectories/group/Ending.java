package io.toolstream.trajectories.group;

import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.TrajectoryGroup;

/// The end of a request.
///
/// @param request the first that was read of it; a re-issue asks for fewer samples
public record Ending(RolloutRequest request, TrajectoryGroup group) {}
