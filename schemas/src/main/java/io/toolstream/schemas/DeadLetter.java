package io.toolstream.schemas;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A record that could not be used, kept with its reason and never with the payload of `answers`.
///
/// @param topic   where it came from, as are `partition` and `offset`
/// @param program which program gave it up
/// @param reason  what was wrong, naming field and value
/// @param value   the original bytes; absent when there were none or they must not be kept
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        String program,
        String reason,
        @Nullable Bytes key,
        @Nullable Bytes value,
        Instant at) {
    public DeadLetter {
        Require.text("DeadLetter.topic", topic);
        Require.atLeast("DeadLetter.partition", partition, 0);
        Require.atLeast("DeadLetter.offset", offset, 0);
        Require.text("DeadLetter.program", program);
        Require.text("DeadLetter.reason", reason);
        Require.that(
                value == null || !topic.endsWith(".answers"),
                "DeadLetter of %s carries a payload; reference answers stay on their topic",
                topic);
        at = Require.micros(at);
    }

    /// `topic/partition/offset`, the key.
    public String origin() {
        return "%s/%d/%d".formatted(topic, partition, offset);
    }
}
