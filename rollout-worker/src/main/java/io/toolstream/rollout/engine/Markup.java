package io.toolstream.rollout.engine;

import io.toolstream.schemas.sandbox.ProgramResult;
import java.util.Optional;

/// How a policy asks for a program, reads the reply and ends; over token ids, never over re-encoded text.
public interface Markup {
    /// The program that `segment`, the policy's tokens since the last reply, has just asked for, if any.
    Optional<String> program(long[] segment, int length);

    /// Whether `token` ends the response.
    boolean ends(long token);

    /// The tokens of the interpreter's reply.
    long[] reply(ProgramResult result);
}
