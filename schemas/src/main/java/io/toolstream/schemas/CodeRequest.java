package io.toolstream.schemas;

import io.toolstream.schemas.sandbox.Program;
import java.time.Duration;

/// One program to run, and who asks.
///
/// @param askerId    the asker's stable name; key of the result
/// @param asker      the process start that asks; a result for another is ignored
/// @param template   the interpreter template to run in
/// @param timeToLive counted from the broker's append time
public record CodeRequest(
        RequestId requestId,
        RunId runId,
        String askerId,
        Incarnation asker,
        Program program,
        String template,
        Duration timeToLive) {
    public CodeRequest {
        Require.name("CodeRequest.askerId", askerId);
        Require.text("CodeRequest.template", template);
        Require.that(timeToLive.isPositive(), "CodeRequest.timeToLive is %s; it must be positive", timeToLive);
    }
}
