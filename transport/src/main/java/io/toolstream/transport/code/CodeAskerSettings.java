package io.toolstream.transport.code;

import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.topic.Names;
import io.toolstream.transport.Cluster;
import java.time.Duration;

/// How a process asks for programs to be run.
///
/// @param askerId the process's stable name; results are keyed by it
/// @param incarnation of this start; results for another are ignored
/// @param template the interpreter template asked for
/// @param patience after which a call is asked again
/// @param attemptsMax how often one call is asked
/// @param outstandingMax calls that may be out at once
public record CodeAskerSettings(
        Cluster cluster,
        Names names,
        RunId runId,
        String askerId,
        Incarnation incarnation,
        String template,
        Duration patience,
        int attemptsMax,
        int outstandingMax) {
    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if one is not positive
    public CodeAskerSettings {
        if (!patience.isPositive() || attemptsMax < 1 || outstandingMax < 1) {
            throw new IllegalArgumentException(
                    "code calls: patience %s, attemptsMax %d, outstandingMax %d; all positive"
                            .formatted(patience, attemptsMax, outstandingMax));
        }
    }
}
