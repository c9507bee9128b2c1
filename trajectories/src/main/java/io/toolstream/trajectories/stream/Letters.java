package io.toolstream.trajectories.stream;

import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.topic.Program;
import io.toolstream.transport.log.LogRecord;
import org.jspecify.annotations.Nullable;

/// Writes dead letters about records of the service's inputs. Answers are not among them: see [Answers].
final class Letters {
    /// A letter keeps the original bytes only while both fit into a record.
    private static final int KEPT_BYTES = 800_000;

    private static final int REASON_CHARACTERS = 500;

    private Letters() {}

    /// `record` could not be used.
    static Emission about(LogRecord record, String reason) {
        return new Emission.Refused(new DeadLetter(
                record.topic(),
                record.partition().partition(),
                record.offset(),
                Program.TRAJECTORY_SERVICE.principal(),
                brief(reason),
                kept(record.key()),
                kept(record.value()),
                record.timestamp()));
    }

    /// `reason`, cut where it grows too long for a letter or a group.
    static String brief(String reason) {
        return reason.length() <= REASON_CHARACTERS ? reason : reason.substring(0, REASON_CHARACTERS);
    }

    private static @Nullable Bytes kept(byte @Nullable [] original) {
        return original == null || original.length > KEPT_BYTES ? null : Bytes.of(original);
    }
}
