package io.toolstream.schemas.codec;

import io.toolstream.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/// Encodes and decodes one kind of record. Safe for several threads.
///
/// The bytes are Avro's single-object encoding: `C3 01`, the writer schema's CRC-64-AVRO fingerprint (8 bytes,
/// little-endian), the record. Encoding is deterministic: equal records give equal bytes.
///
/// @param <T> the record
public final class Codec<T> {
    private static final int HEADER_BYTES = 10;
    private static final byte MARKER = (byte) 0xC3;
    private static final byte VERSION = 1;

    private final Body<T, ?> body;

    <M extends SpecificRecord> Codec(Mapping<T, M> mapping, WriterSchemas schemas) {
        this.body = new Body<>(mapping, schemas);
    }

    /// The bytes of `value`.
    ///
    /// @throws RecordTooLargeException above [Topics#MAX_RECORD_BYTES]
    public byte[] encode(T value) {
        return body.encode(value);
    }

    /// The record that `bytes` hold.
    ///
    /// @throws DecodeException if they hold none, or one that breaks an invariant
    public T decode(byte[] bytes) {
        return body.decode(bytes);
    }

    /// What this build writes with.
    public WriterSchema writerSchema() {
        return body.writerSchema();
    }

    private record Body<T, M extends SpecificRecord>(Mapping<T, M> mapping, WriterSchemas schemas) {
        byte[] encode(T value) {
            var out = new ByteArrayOutputStream();
            long fingerprint = writerSchema().fingerprint();
            out.writeBytes(ByteBuffer.allocate(HEADER_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(MARKER)
                    .put(VERSION)
                    .putLong(fingerprint)
                    .array());
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            try {
                new SpecificDatumWriter<M>(mapping.schema(), TrustedMessages.INSTANCE)
                        .write(mapping.write(value), encoder);
                encoder.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("memory refused bytes", e);
            }
            if (out.size() > Topics.MAX_RECORD_BYTES) {
                throw new RecordTooLargeException(name(), out.size(), Topics.MAX_RECORD_BYTES);
            }
            return out.toByteArray();
        }

        T decode(byte[] bytes) {
            Schema writer = writer(bytes);
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            M message;
            try {
                message = new SpecificDatumReader<M>(writer, mapping.schema(), TrustedMessages.INSTANCE)
                        .read(null, decoder);
                if (!decoder.isEnd()) {
                    throw new DecodeException("%s is followed by stray bytes".formatted(name()));
                }
            } catch (IOException e) {
                throw new DecodeException("%s of %d bytes is cut short".formatted(name(), bytes.length), e);
            } catch (DecodeException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new DecodeException("%s is not written as its schema says: %s".formatted(name(), e), e);
            }
            try {
                return mapping.read(message);
            } catch (RuntimeException e) {
                throw new DecodeException("%s is invalid: %s".formatted(name(), e.getMessage()), e);
            }
        }

        WriterSchema writerSchema() {
            return schemas.own(mapping.schema());
        }

        private Schema writer(byte[] bytes) {
            if (bytes.length < HEADER_BYTES || bytes[0] != MARKER || bytes[1] != VERSION) {
                throw new DecodeException(
                        "%s of %d bytes does not start with C3 01 and a fingerprint".formatted(name(), bytes.length));
            }
            if (bytes.length > Topics.MAX_RECORD_BYTES) {
                throw new DecodeException("%s of %d bytes is above the limit of %d"
                        .formatted(name(), bytes.length, Topics.MAX_RECORD_BYTES));
            }
            long fingerprint =
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
            Schema writer = schemas.find(fingerprint);
            if (!writer.getFullName().equals(mapping.schema().getFullName())) {
                throw new DecodeException("a %s stands where a %s is expected"
                        .formatted(writer.getFullName(), mapping.schema().getFullName()));
            }
            return writer;
        }

        private String name() {
            return mapping.type().getSimpleName();
        }
    }
}
