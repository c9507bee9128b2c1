package io.toolstream.schemas.codec;

import java.nio.charset.StandardCharsets;

/// A schema that records are written with, as it stands on the topic `schemas`.
///
/// @param fingerprint CRC-64-AVRO
/// @param json        the schema
public record WriterSchema(long fingerprint, String json) {
    /// The key: the fingerprint in 16 hexadecimal digits.
    public String key() {
        return "%016x".formatted(fingerprint);
    }

    /// The value.
    public byte[] value() {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
