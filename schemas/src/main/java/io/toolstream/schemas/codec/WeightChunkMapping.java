package io.toolstream.schemas.codec;

import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.WeightChunk;
import io.toolstream.schemas.avro.WeightChunkMessage;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;

/// `weight-chunks`.
final class WeightChunkMapping implements Mapping<WeightChunk, WeightChunkMessage> {
    @Override
    public Class<WeightChunk> type() {
        return WeightChunk.class;
    }

    @Override
    public Schema schema() {
        return WeightChunkMessage.getClassSchema();
    }

    @Override
    public WeightChunkMessage write(WeightChunk v) {
        return new WeightChunkMessage(
                v.blob(), v.index(), v.of(), ByteBuffer.wrap(v.content().toArray()));
    }

    @Override
    public WeightChunk read(WeightChunkMessage m) {
        return new WeightChunk(m.getBlob(), m.getIndex(), m.getOf(), Bytes.of(DeadLetterMapping.array(m.getContent())));
    }
}
