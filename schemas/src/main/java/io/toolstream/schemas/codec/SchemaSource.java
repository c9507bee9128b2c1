package io.toolstream.schemas.codec;

import org.jspecify.annotations.Nullable;

/// Finds writer schemas that this build does not know, in practice on the topic `schemas`. Safe for several threads.
@FunctionalInterface
public interface SchemaSource {
    /// The schema with this CRC-64-AVRO fingerprint as JSON, or null when there is none.
    @Nullable String find(long fingerprint);

    /// Knows nothing beyond what this build carries.
    static SchemaSource none() {
        return _ -> null;
    }
}
