package io.toolstream.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.toolstream.schemas.Examples;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.avro.ProblemMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class SchemaEvolutionTest {
    private static final String NEWER = ProblemMessage.getClassSchema()
            .toString()
            .replace(
                    "{\"name\":\"problemId\"",
                    "{\"name\":\"difficulty\",\"type\":\"int\",\"default\":0},{\"name\":\"problemId\"");

    @Test
    void aNewerBuildsExtraFieldIsPassedOver() throws IOException {
        Schema newer = new Schema.Parser().parse(NEWER);
        long fingerprint = SchemaNormalization.parsingFingerprint64(newer);
        Codecs reader = Codecs.with(asked -> asked == fingerprint ? NEWER : null);
        assertThat(reader.problems().decode(written(newer))).isEqualTo(Examples.problem());
    }

    @Test
    void anUnknownSchemaIsLookedUpOnce() throws IOException {
        byte[] bytes = written(new Schema.Parser().parse(NEWER));
        List<Long> asked = new ArrayList<>();
        Codecs reader = Codecs.with(fingerprint -> {
            asked.add(fingerprint);
            return NEWER;
        });
        Problem first = reader.problems().decode(bytes);
        assertThat(reader.problems().decode(bytes)).isEqualTo(first);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aSchemaUnderAWrongFingerprintIsRefused() throws IOException {
        byte[] bytes = written(new Schema.Parser().parse(NEWER));
        Codecs reader = Codecs.with(_ -> "\"string\"");
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> reader.problems().decode(bytes))
                .withMessageStartingWith("topic 'schemas' gives the schema");
    }

    @Test
    void aFieldThatIsGoneAndHasNoDefaultIsRefused() throws IOException {
        Schema without = Schema.createRecord("ProblemMessage", null, "io.toolstream.schemas.avro", false);
        without.setFields(List.of(new Schema.Field("problemId", Schema.create(Schema.Type.STRING))));
        GenericRecord record = new GenericData.Record(without);
        record.put("problemId", "p");
        Codecs reader = Codecs.with(_ -> without.toString());
        byte[] bytes = single(without, record);
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> reader.problems().decode(bytes))
                .withMessageContaining("missing required field");
    }

    private static byte[] written(Schema schema) throws IOException {
        GenericRecord record = new GenericData.Record(schema);
        record.put("difficulty", 3);
        record.put("problemId", Examples.problem().problemId().value());
        record.put("question", Examples.problem().question());
        record.put("labels", Map.copyOf(Examples.problem().labels()));
        return single(schema, record);
    }

    /// Single-object encoding written out by hand, as the oracle for the codec's own.
    private static byte[] single(Schema schema, GenericRecord record) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(0xC3);
        out.write(0x01);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array());
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        return out.toByteArray();
    }
}
