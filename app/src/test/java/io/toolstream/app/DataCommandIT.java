package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.Answer;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandIT {
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());

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
    void answersStandApartFromTheirProblemsAndSchemasComeFirst() throws IOException {
        Path file = Files.writeString(
                folder.resolve("rows.jsonl"),
                "{\"question\": \"How many?\", \"answer\": \"314159265\", \"subject\": \"counting\"}\n");

        Ran ran = imported(file);

        assertThat(ran.code()).as(ran.err()).isZero();
        LogRecord problem = records("counts.problems").getFirst();
        LogRecord answer = records("counts.answers").getFirst();
        Problem question = CODECS.problems().decode(problem.body().orElseThrow());
        Answer reference = CODECS.answers().decode(answer.body().orElseThrow());
        assertThat(question.question()).isEqualTo("How many?");
        assertThat(question.labels()).containsEntry("subject", "counting");
        assertThat(reference.answer()).isEqualTo("314159265");
        assertThat(problem.keyText())
                .isEqualTo(answer.keyText())
                .isEqualTo(question.problemId().value());
        assertThat(new String(problem.body().orElseThrow(), StandardCharsets.ISO_8859_1))
                .doesNotContain("314159265");
        assertThat(records("schemas"))
                .extracting(LogRecord::keyText)
                .contains(CODECS.problems().writerSchema().key());

        assertThat(imported(file).code()).isZero();
        assertThat(records("counts.problems")).extracting(LogRecord::keyText).containsOnly(problem.keyText());
    }

    private static Ran imported(Path file) {
        return Ran.command("data", "import", file.toString(), "--as", "counts", "--bootstrap", broker.bootstrap());
    }

    private static List<LogRecord> records(String topic) {
        List<LogRecord> records = new ArrayList<>();
        try (LogReader reader = LogReader.fromBeginning(Cluster.at(broker.bootstrap()), List.of(topic))) {
            reader.readToEnd(Duration.ofSeconds(30), records::add);
        }
        return records;
    }
}
