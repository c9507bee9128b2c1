package io.toolstream.trajectories.stream;

import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.transport.log.LogRecord;
import java.util.function.ToLongFunction;

/// What a record holds, or why it cannot be used.
sealed interface Reading<T> {
    /// It holds `value`, and its key is that of the value's group.
    record Usable<T>(T value) implements Reading<T> {}

    /// It holds nothing that can be used.
    record Unusable<T>(String reason) implements Reading<T> {}

    /// Reads `record`.
    static <T> Reading<T> of(LogRecord record, Codec<T> codec, ToLongFunction<T> groupId) {
        byte[] value = record.value();
        if (value == null) {
            return new Unusable<>("it has no value");
        }
        try {
            T read = codec.decode(value);
            long group = groupId.applyAsLong(read);
            return record.keyText().equals(Long.toString(group))
                    ? new Usable<>(read)
                    : new Unusable<>("its key is '%s' but its group %d".formatted(record.keyText(), group));
        } catch (DecodeException failure) {
            return new Unusable<>(String.valueOf(failure.getMessage()));
        }
    }
}
