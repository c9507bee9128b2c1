package io.toolstream.transport.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The asker against a broker, with a worker played by the test.
@Timeout(120)
class CodeAskerIT {
    private static final Names NAMES = new Names("run", "pool", "data");
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Incarnation SELF = new Incarnation("00000000deadbeef");

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Cluster cluster = Cluster.at(broker.bootstrap());
    private final LogWriter writer = LogWriter.open(cluster, PATIENCE);

    @BeforeEach
    void makeTopics() throws InterruptedException {
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            admin.apply(List.of(
                    TopicDeclaration.of(Topics.CODE_REQUESTS.in(NAMES), 1),
                    TopicDeclaration.of(Topics.CODE_RESULTS.in(NAMES), 4)));
        }
    }

    @AfterEach
    void stop() {
        writer.close();
        broker.close();
    }

    @Test
    void eachCallGetsItsOwnAnswerOnceAndWhatIsForOthersIsIgnored() throws Exception {
        try (CodeAsker asker = asker(Duration.ofSeconds(60));
                LogReader queue = queue()) {
            List<CompletableFuture<AnsweredCall>> calls = new ArrayList<>();
            for (int group = 0; group < 20; group++) {
                calls.add(asker.ask(trajectory(group), 0, Program.of("print(%d)".formatted(group))));
            }
            List<CodeRequest> requests = requests(queue, 20);
            for (CodeRequest request : requests.reversed()) {
                answer(request, new Incarnation("0000000000000bad"), "foreign");
                answer(request, SELF, request.program().code());
                answer(request, SELF, "second");
            }
            for (int group = 0; group < 20; group++) {
                AnsweredCall answer = calls.get(group).get(60, TimeUnit.SECONDS);
                assertThat(answer.result().result().stdout()).isEqualTo("print(%d)".formatted(group));
            }
            assertThat(asker.outstanding()).isZero();
        }
    }

    @Test
    void aCallThatNobodyAnswersIsAskedThreeTimesEachUnderAnotherNameAndThenFails() throws Exception {
        try (CodeAsker asker = asker(Duration.ofMillis(300));
                LogReader queue = queue()) {
            CompletableFuture<AnsweredCall> call = asker.ask(trajectory(1), 0, Program.of("print(1)"));
            List<CodeRequest> requests = requests(queue, 3);

            assertThat(requests.stream().map(request -> request.requestId().attempt()))
                    .containsExactly(1, 2, 3);
            assertThat(requests.stream()
                            .map(request -> request.requestId().nonce())
                            .distinct())
                    .hasSize(3);
            assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(SandboxUnavailableException.class);
        }
    }

    @Test
    void closingFailsWhatIsOut() throws Exception {
        CodeAsker asker = asker(Duration.ofSeconds(60));
        CompletableFuture<AnsweredCall> call = asker.ask(trajectory(1), 0, Program.of("print(1)"));
        asker.close();

        assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(SandboxUnavailableException.class);
        assertThatThrownBy(() -> asker.ask(trajectory(2), 0, Program.of("1")).get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SandboxUnavailableException.class);
    }

    private CodeAsker asker(Duration patience) {
        return CodeAsker.open(
                new CodeAskerSettings(cluster, NAMES, new RunId("run"), "rollout-0", SELF, "std", patience, 3, 100),
                CODECS,
                writer,
                new Random(7));
    }

    private LogReader queue() {
        return LogReader.fromBeginning(cluster, List.of(Topics.CODE_REQUESTS.in(NAMES)));
    }

    private static TrajectoryId trajectory(int group) {
        return TrajectoryId.of(group, 0, 1, SELF);
    }

    private static List<CodeRequest> requests(LogReader queue, int count) throws InterruptedException {
        List<CodeRequest> requests = new ArrayList<>();
        Eventually.holds(count + " requests", () -> {
            for (LogRecord record : queue.poll(Duration.ofMillis(200))) {
                requests.add(CODECS.codeRequests().decode(record.body().orElseThrow()));
            }
            return requests.size() >= count;
        });
        return requests;
    }

    private void answer(CodeRequest request, Incarnation asker, String stdout) throws InterruptedException {
        CodeResult result = new CodeResult(
                request.requestId(),
                request.askerId(),
                asker,
                new ProgramResult(
                        ProgramStatus.OK, 0, stdout, "", stdout.length(), 0, false, Duration.ZERO, Duration.ZERO),
                null,
                1,
                Duration.ZERO,
                "sandbox-0",
                "test",
                Map.of());
        writer.write(OutgoingRecord.of(
                Topics.CODE_RESULTS.in(NAMES),
                request.askerId(),
                CODECS.codeResults().encode(result)));
    }
}
