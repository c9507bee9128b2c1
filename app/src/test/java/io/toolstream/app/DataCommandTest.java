package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    private static final String ROWS = """
            {"question": "A", "answer": "1"}
            {"question": "B", "answer": "2"}
            {"question": "A", "answer": "3"}
            """;

    @TempDir
    Path folder;

    @Test
    void aDryRunCountsAndNamesWhatIsLeftOut() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), ROWS);

        Ran ran = Ran.command("data", "import", file.toString(), "--as", "sums", "--dry-run", "--json");

        JsonNode object = new ObjectMapper().readTree(ran.out());
        assertThat(ran.code()).isZero();
        assertThat(object.path("problems").asInt()).isEqualTo(2);
        assertThat(object.path("duplicates").asInt()).isEqualTo(1);
        assertThat(object.path("contradictions").asInt()).isEqualTo(1);
        assertThat(object.path("written").asBoolean()).isFalse();
        assertThat(ran.err()).contains("line 3 repeats the question of " + file + ", line 1 with ANOTHER answer");
    }

    @Test
    void aBrokenLineIsOneSentenceAndCodeTwo() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), ROWS + "{\"question\":\n");

        Ran ran = Ran.command("data", "import", file.toString(), "--as", "sums", "--json");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(file + ", line 4 is not JSON").hasLineCount(1);
    }

    @Test
    void anIllegalNameIsRefusedBeforeTheFileIsRead() {
        Ran ran = Ran.command("data", "import", folder.resolve("none").toString(), "--as", "a b");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--as").contains("'a b'").hasLineCount(1);
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNamedWithTheRemedy() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), ROWS);
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }

        Ran ran = Ran.command("data", "import", file.toString(), "--as", "sums", "--bootstrap", "127.0.0.1:" + port);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("no Kafka broker answers at 127.0.0.1:" + port)
                .contains("toolstream up");
    }
}
