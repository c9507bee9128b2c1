package io.toolstream.schemas.codec;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/// Between a validated record and its generated message.
///
/// @param <T> the record
/// @param <M> the message
interface Mapping<T, M extends SpecificRecord> {
    Class<T> type();

    Schema schema();

    M write(T value);

    /// The record that the message stands for.
    ///
    /// @throws RuntimeException if the message breaks an invariant of the record
    T read(M message);
}
