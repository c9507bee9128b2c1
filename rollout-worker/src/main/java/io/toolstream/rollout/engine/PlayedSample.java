package io.toolstream.rollout.engine;

import io.toolstream.schemas.sandbox.ProgramResult;
import java.util.List;

/// A sample that has been played.
///
/// @param request what was asked
/// @param response token ids after the prompt, `[T]`
/// @param byPolicy whether the policy wrote the token, `[T]`; false for the interpreter's
/// @param logProbabilities of the policy's tokens under the unmodified distribution, 0 elsewhere, `[T]`
/// @param sampledLogProbabilities of the policy's tokens under the distribution they were drawn from, 0 elsewhere,
///     `[T]`
/// @param versions of the policy that wrote or was to read the token, `[T]`
/// @param calls the programs that ran, in order
/// @param ending why it ended
@SuppressWarnings("ArrayRecordComponent")
public record PlayedSample(
        SampleRequest request,
        long[] response,
        boolean[] byPolicy,
        float[] logProbabilities,
        float[] sampledLogProbabilities,
        int[] versions,
        List<PlayedCall> calls,
        Ending ending) {

    /// Copies the calls.
    public PlayedSample {
        calls = List.copyOf(calls);
    }

    /// A program and what became of it.
    public record PlayedCall(String code, ProgramResult result) {}

    /// Why a sample ended.
    public enum Ending {
        /// The policy said so.
        FINISHED,
        /// It wrote as many tokens as it may.
        OUT_OF_TOKENS,
        /// It asked for one program more than it may run.
        OUT_OF_TURNS,
        /// Its session of programs has grown beyond what may run before one more.
        TOO_LONG,
        /// It asked for a tool in a way that holds no program.
        UNREADABLE,
        /// The sandbox failed: never to be trained on.
        INFRASTRUCTURE
    }
}
