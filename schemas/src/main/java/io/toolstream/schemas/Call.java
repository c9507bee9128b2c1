package io.toolstream.schemas;

import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One code call of a trajectory: what was asked, what came of it, and what of it the policy was shown.
///
/// @param turn     number of the POLICY segment that asked, from 0; the INTERPRETER segment after it holds the reply
/// @param attempts how often it was asked
/// @param template the interpreter template it ran in
/// @param shown    where the reply stands in the INTERPRETER segment; absent when nothing was shown
/// @param queue    from the broker's append to the start
/// @param worker   who ran it
public record Call(
        int turn,
        RequestId requestId,
        int attempts,
        Program program,
        String template,
        ProgramResult result,
        @Nullable ByteRange shown,
        Duration queue,
        String worker,
        String sandboxBuild,
        Map<String, String> pythonVersions) {
    public Call {
        Require.atLeast("Call.turn", turn, 0);
        Require.that(requestId.turn() == turn, "Call of turn %d has request %s", turn, requestId);
        Require.that(
                attempts == requestId.attempt(), "Call was asked %d times but has request %s", attempts, requestId);
        Require.notNegative("Call.queue", queue);
        Require.that(
                shown == null || result.status() != ProgramStatus.INFRASTRUCTURE,
                "Call of turn %d shows an INFRASTRUCTURE failure to the policy",
                turn);
        pythonVersions = Collections.unmodifiableMap(new TreeMap<>(pythonVersions));
    }

    /// The same with at most `charactersMax` characters of each output stream.
    Call cutTo(int charactersMax) {
        return new Call(
                turn,
                requestId,
                attempts,
                program,
                template,
                result.cutTo(charactersMax),
                shown,
                queue,
                worker,
                sandboxBuild,
                pythonVersions);
    }

    /// Bytes `[from, to)` of a segment's UTF-8 text.
    public record ByteRange(int from, int to) {
        public ByteRange {
            Require.that(from >= 0 && from <= to, "range [%d, %d) is not ascending from 0", from, to);
        }
    }
}
