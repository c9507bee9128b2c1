/// The words of Toolstream as validated, immutable records: what the programs say to each other, free of Avro and
/// Kafka.
@NullMarked
package io.toolstream.schemas;

import org.jspecify.annotations.NullMarked;
