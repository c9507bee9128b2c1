package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void whatIsDeclaredIsMadeOnceAndListedWithItsBacklog() throws IOException, InterruptedException {
        assertThat(run("list", "--run", "listed", "--pool", "p1").out())
                .contains("listed.trajectories")
                .contains("absent");

        assertThat(run("apply", "--run", "listed", "--pool", "p1").code()).isZero();
        assertThat(run("apply", "--run", "listed", "--pool", "p1").code()).isZero();
        try (LogWriter writer = LogWriter.open(Cluster.at(broker.bootstrap()), Duration.ofSeconds(20))) {
            writer.write(OutgoingRecord.of("p1.code-requests", "k", new byte[] {1}));
        }

        JsonNode topics = JSON.readTree(
                        run("list", "--run", "listed", "--pool", "p1", "--json").out())
                .path("topics");
        assertThat(topics.size()).isEqualTo(Topics.ALL.size());
        assertThat(topics)
                .allSatisfy(
                        topic -> assertThat(topic.path("present").asBoolean()).isTrue());
        JsonNode queue = named(topics, "p1.code-requests");
        assertThat(queue.path("partitions").asInt()).isEqualTo(Topics.CODE_REQUESTS.partitions());
        assertThat(queue.path("records").asLong()).isEqualTo(1);
        assertThat(queue.path("backlog").asLong()).isEqualTo(1);
        assertThat(named(topics, "schemas").path("records").asLong()).isPositive();
    }

    @Test
    void aDumpDecodesEveryRecordAndSaysWhichItCannot() throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("rows.jsonl"),
                "{\"question\": \"How many?\", \"answer\": \"31\"}\n{\"question\": \"Why?\", \"answer\": \"32\"}\n");
        Ran imported =
                Ran.command("data", "import", file.toString(), "--as", "dumped", "--bootstrap", broker.bootstrap());
        assertThat(imported.code()).as(imported.err()).isZero();
        try (LogWriter writer = LogWriter.open(Cluster.at(broker.bootstrap()), Duration.ofSeconds(20))) {
            writer.write(OutgoingRecord.of("dumped.problems", "junk", "x".getBytes(StandardCharsets.UTF_8)));
            writer.write(OutgoingRecord.of("dumped.problems", "gone", null));
        }

        List<JsonNode> lines = lines(run("dump", "problems", "--dataset", "dumped"));

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0).path("value").path("question").asText()).isEqualTo("How many?");
        assertThat(lines.get(0).path("value").path("problemId").asText())
                .isEqualTo(lines.get(0).path("key").asText());
        assertThat(lines.get(2).path("error").asText()).contains("Problem of 1 bytes");
        assertThat(lines.get(3).path("value").isNull()).isTrue();
        assertThat(lines(run("dump", "dumped.problems", "--dataset", "dumped", "--from", "1", "--limit", "1")))
                .singleElement()
                .satisfies(line -> assertThat(line.path("offset").asLong()).isEqualTo(1));
    }

    @Test
    void referenceAnswersAreDumpedForTheGraderOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), "{\"question\": \"Q\", \"answer\": \"2718\"}\n");
        assertThat(Ran.command("data", "import", file.toString(), "--as", "kept", "--bootstrap", broker.bootstrap())
                        .code())
                .isZero();

        Ran refused = run("dump", "answers", "--dataset", "kept");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out() + refused.err()).doesNotContain("2718").contains("--i-am-the-grader");
        assertThat(run("dump", "answers", "--dataset", "kept", "--i-am-the-grader")
                        .out())
                .contains("2718");
    }

    @Test
    void accessRulesNeedAnAuthorizer() {
        Ran ran = run("apply", "--run", "acl", "--acls");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("authorizer.class.name").hasLineCount(1);
    }

    @Test
    void anAbsentTopicIsRefusedByName() {
        Ran ran = run("dump", "trajectories", "--run", "nowhere");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("nowhere.trajectories does not exist").hasLineCount(1);
    }

    private static Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("topics"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--bootstrap", broker.bootstrap()));
        return Ran.command(all.toArray(String[]::new));
    }

    private static JsonNode named(JsonNode topics, String name) {
        for (JsonNode topic : topics) {
            if (topic.path("name").asText().equals(name)) {
                return topic;
            }
        }
        throw new AssertionError("no topic " + name + " in " + topics);
    }

    private static List<JsonNode> lines(Ran ran) throws IOException {
        assertThat(ran.code()).as(ran.err()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : ran.out().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
