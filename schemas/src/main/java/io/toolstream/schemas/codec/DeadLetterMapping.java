package io.toolstream.schemas.codec;

import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.avro.DeadLetterMessage;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/// `dead-letters`.
final class DeadLetterMapping implements Mapping<DeadLetter, DeadLetterMessage> {
    @Override
    public Class<DeadLetter> type() {
        return DeadLetter.class;
    }

    @Override
    public Schema schema() {
        return DeadLetterMessage.getClassSchema();
    }

    @Override
    public DeadLetterMessage write(DeadLetter v) {
        return DeadLetterMessage.newBuilder()
                .setTopic(v.topic())
                .setPartition(v.partition())
                .setOffset(v.offset())
                .setProgram(v.program())
                .setReason(v.reason())
                .setKey(buffer(v.key()))
                .setValue(buffer(v.value()))
                .setAtMicros(Stamps.micros(v.at()))
                .build();
    }

    @Override
    public DeadLetter read(DeadLetterMessage m) {
        return new DeadLetter(
                m.getTopic(),
                m.getPartition(),
                m.getOffset(),
                m.getProgram(),
                m.getReason(),
                bytes(m.getKey()),
                bytes(m.getValue()),
                Stamps.instant(m.getAtMicros()));
    }

    static byte[] array(ByteBuffer buffer) {
        byte[] array = new byte[buffer.remaining()];
        buffer.duplicate().get(array);
        return array;
    }

    private static @Nullable ByteBuffer buffer(@Nullable Bytes bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes.toArray());
    }

    private static @Nullable Bytes bytes(@Nullable ByteBuffer buffer) {
        return buffer == null ? null : Bytes.of(array(buffer));
    }
}
