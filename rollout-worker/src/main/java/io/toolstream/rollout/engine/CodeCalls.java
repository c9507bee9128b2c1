package io.toolstream.rollout.engine;

import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import java.util.concurrent.CompletableFuture;

/// Where an engine has programs run.
@FunctionalInterface
public interface CodeCalls {
    /// Has `program` run without waiting for it; a future that fails aborts the sample.
    ///
    /// @param turn number of the sample's segment that asks, from 0
    CompletableFuture<ProgramResult> call(SampleRequest sample, int turn, Program program);
}
