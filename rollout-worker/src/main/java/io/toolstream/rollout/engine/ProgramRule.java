package io.toolstream.rollout.engine;

import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.topic.Topics;
import java.util.List;
import java.util.Optional;

/// How the code that a policy writes becomes a program.
///
/// In a session the trajectory's earlier programs that ended by themselves, in an error too, run again before the
/// new one: what they had defined until then is there, as in a notebook. One that was stopped is left out, since it
/// would be stopped again, and the new one with it. A session has one seed, so that what was drawn then is drawn
/// again; a program on its own has its own.
///
/// @param echo what becomes of a program's last expression
/// @param session whether a program sees what the earlier ones have defined
/// @param sessionCharactersMax code that may run before a program; a sample that needs more ends
/// @param limits of the earlier programs and the new one together
public record ProgramRule(Echo echo, boolean session, int sessionCharactersMax, Limits limits) {
    /// Bytes of all that is in a request besides the session, at most.
    private static final int REST_BYTES = 100_000;

    private static final int CHARACTER_BYTES_MAX = 3;

    /// A session of this many characters fits the record of a request, whatever they are.
    public static final int SESSION_CHARACTERS_MOST = (Topics.MAX_RECORD_BYTES - REST_BYTES) / CHARACTER_BYTES_MAX;

    /// Refuses a session that fits no record.
    ///
    /// @throws IllegalArgumentException if the bound is out of range
    public ProgramRule {
        if (sessionCharactersMax < 0 || sessionCharactersMax > SESSION_CHARACTERS_MOST) {
            throw new IllegalArgumentException(
                    "rollout.sessionCharacters is %d; a request that fits a record holds 0 to %d"
                            .formatted(sessionCharactersMax, SESSION_CHARACTERS_MOST));
        }
    }

    /// Programs on their own.
    public static ProgramRule stateless(Echo echo, Limits limits) {
        return new ProgramRule(echo, false, 0, limits);
    }

    /// The program of `code`; absent when its session has grown too long.
    ///
    /// @param earlier programs of the sample, in order
    public Optional<Program> program(SampleRequest sample, List<PlayedSample.PlayedCall> earlier, String code) {
        List<String> preamble = session ? preamble(earlier) : List.of();
        return preamble.stream().mapToInt(String::length).sum() > sessionCharactersMax
                ? Optional.empty()
                : Optional.of(new Program(
                        code, preamble, "", echo, seed(sample.key(), session ? 0 : earlier.size()), limits));
    }

    private static List<String> preamble(List<PlayedSample.PlayedCall> earlier) {
        return earlier.stream()
                .filter(call -> call.result().status().endedByItself())
                .map(PlayedSample.PlayedCall::code)
                .toList();
    }

    /// Drawn as the sample's tokens are, from a stream of its own.
    private static long seed(long key, int call) {
        int[] drawn = Philox.block((int) key, (int) (key >>> 32), call, 0, 1, 0);
        return ((long) drawn[0] << 32) | Integer.toUnsignedLong(drawn[1]);
    }
}
