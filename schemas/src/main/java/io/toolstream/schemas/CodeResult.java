package io.toolstream.schemas;

import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What became of a program, addressed to the incarnation that asked.
///
/// @param reason        why the sandbox failed, such as `POISON`; present for INFRASTRUCTURE
/// @param deliveryCount how often the broker had handed out the request, from 1
/// @param queue         from the broker's append to the start
/// @param worker        who ran it
public record CodeResult(
        RequestId requestId,
        String askerId,
        Incarnation asker,
        ProgramResult result,
        @Nullable String reason,
        int deliveryCount,
        Duration queue,
        String worker,
        String sandboxBuild,
        Map<String, String> pythonVersions) {
    /// Bytes kept of each output stream at most. A byte that is no UTF-8 becomes a character of three, and even
    /// then both streams fit a record.
    public static final int OUTPUT_BYTES_MAX = 128 << 10;

    public CodeResult {
        Require.name("CodeResult.askerId", askerId);
        Require.atLeast("CodeResult.deliveryCount", deliveryCount, 1);
        Require.that(
                reason != null || result.status() != ProgramStatus.INFRASTRUCTURE,
                "CodeResult %s is INFRASTRUCTURE without a reason",
                requestId);
        Require.notNegative("CodeResult.queue", queue);
        pythonVersions = Collections.unmodifiableMap(new TreeMap<>(pythonVersions));
    }

    /// Whether this answers `request`: the same asking by the same process start.
    public boolean answers(CodeRequest request) {
        return requestId.equals(request.requestId()) && asker.equals(request.asker());
    }

    /// The same with at most `charactersMax` characters of each output stream.
    public CodeResult cutTo(int charactersMax) {
        return new CodeResult(
                requestId,
                askerId,
                asker,
                result.cutTo(charactersMax),
                reason,
                deliveryCount,
                queue,
                worker,
                sandboxBuild,
                pythonVersions);
    }
}
