package io.toolstream.learner.commit;

import io.toolstream.schemas.StepReport;

/// What the learner's state after a step must hash to.
///
/// @param weights of the published weights
/// @param state   of masters, moments and random state
public record StateHashes(String weights, String state) {
    /// As `report` tells.
    public static StateHashes of(StepReport report) {
        return new StateHashes(report.weightsHash(), report.stateHash());
    }
}
