package io.toolstream.app.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.TextEnds;
import io.toolstream.schemas.TokenIds;
import io.toolstream.schemas.WeightChunk;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicDumpTest {
    @Test
    void everyTopicOfRecordsHasItsOwnCodec() {
        Codecs codecs = Codecs.with(SchemaSource.none());
        Set<String> schemas = new HashSet<>();
        for (Topic topic : Topics.ALL) {
            if (!topic.equals(Topics.SCHEMAS)) {
                String json = TopicDump.codec(topic, codecs).writerSchema().json();
                assertThat(json).contains("\"" + topic.value() + "Message\"");
                schemas.add(json);
            }
        }
        // Requests for training and for evaluation are the same record.
        assertThat(schemas).hasSize(Topics.ALL.size() - 2);
    }

    @Test
    void numbersStayNumbersAndVariantsSayWhichTheyAre() {
        JsonNode prompt = RecordJson.of(new Segment.Prompt("ab", TokenIds.of(4, 5), TextEnds.of(1, 2)));
        JsonNode chunk = RecordJson.of(new WeightChunk("0".repeat(64), 0, 1, Bytes.of(new byte[] {1, 2, 3})));

        assertThat(prompt.path("kind").asText()).isEqualTo("Prompt");
        assertThat(prompt.path("ids").toString()).isEqualTo("[4,5]");
        assertThat(prompt.path("textEnds").toString()).isEqualTo("[1,2]");
        assertThat(chunk.path("content").asText()).isEqualTo("AQID");
        assertThat(chunk.path("index").isInt()).isTrue();
    }
}
