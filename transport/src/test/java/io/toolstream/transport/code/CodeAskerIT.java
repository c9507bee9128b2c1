package io.toolstream.transport.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RequestId;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
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
                    TopicDeclaration.of(Topics.CODE_RESULTS.in(NAMES), 4),
                    TopicDeclaration.of(Topics.DEAD_LETTERS.in(NAMES), 1)));
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

    @Test
    void resultsThatWereTrimmedAreSkippedAndTheirCallsAskedAgain() throws Exception {
        String results = Topics.CODE_RESULTS.in(NAMES);
        LogReader nowhere =
                LogReader.at(cluster, Map.of(new TopicPartition(results, CodeAsker.partition("rollout-0", 4)), 1_000L));
        try (CodeAsker asker =
                        CodeAsker.following(settings(Duration.ofSeconds(3)), CODECS, writer, nowhere, new Random(7));
                LogReader queue = queue()) {
            CompletableFuture<AnsweredCall> call = asker.ask(trajectory(1), 0, Program.of("print(1)"));
            Eventually.holds("an answer is seen", () -> {
                for (LogRecord record : queue.poll(Duration.ofMillis(200))) {
                    answer(CODECS.codeRequests().decode(record.body().orElseThrow()), SELF, "1");
                }
                return call.isDone();
            });
            assertThat(call.get().result().result().stdout()).isEqualTo("1");
        }
    }

    @Test
    void aRequestThatIsTooLargeFailsItsOwnCallAlone() throws Exception {
        try (CodeAsker asker = asker(Duration.ofMillis(300));
                LogReader queue = queue()) {
            CompletableFuture<AnsweredCall> huge =
                    asker.ask(trajectory(1), 0, Program.of("#" + "x".repeat(OutgoingRecord.MOST_BYTES)));
            // Its record fits, and with its key it does not.
            int room = OutgoingRecord.MOST_BYTES - encodedBytes("#") - 10;
            CompletableFuture<AnsweredCall> large = asker.ask(trajectory(2), 0, Program.of("#" + "x".repeat(room)));
            for (CompletableFuture<AnsweredCall> call : List.of(huge, large)) {
                assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(SandboxUnavailableException.class)
                        .hasMessageContaining("cannot be asked");
            }
            CompletableFuture<AnsweredCall> other = asker.ask(trajectory(3), 0, Program.of("print(1)"));
            assertThat(requests(queue, 3)).hasSize(3);
            assertThatThrownBy(() -> other.get(60, TimeUnit.SECONDS)).hasMessageContaining("asked 3 times");
        }
    }

    @Test
    void anAskerThatCannotGoOnFailsWhatIsOutAndRefusesMore() {
        LogWriter lost = LogWriter.open(cluster, PATIENCE);
        try (CodeAsker asker = CodeAsker.open(settings(Duration.ofMillis(300)), CODECS, lost, new Random(7))) {
            CompletableFuture<AnsweredCall> call = asker.ask(trajectory(1), 0, Program.of("print(1)"));
            lost.close();

            assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(SandboxUnavailableException.class)
                    .hasMessageContaining("the asker ended by a fault");
            assertThatThrownBy(
                            () -> asker.ask(trajectory(2), 0, Program.of("1")).get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(SandboxUnavailableException.class)
                    .hasMessageContaining("start its process again");
            assertThat(asker.outstanding()).isZero();
        }
    }

    @Test
    void aProgramThatKillsSandboxesIsKeptAsADeadLetter() throws Exception {
        try (CodeAsker asker = asker(Duration.ofSeconds(60));
                LogReader queue = queue();
                LogReader letters = LogReader.fromBeginning(cluster, List.of(Topics.DEAD_LETTERS.in(NAMES)))) {
            CompletableFuture<AnsweredCall> call = asker.ask(trajectory(1), 0, Program.of("print(1)"));
            CodeRequest request = requests(queue, 1).getFirst();
            write(request, SELF, ProgramResult.notRun(ProgramStatus.INFRASTRUCTURE, "delivered 3 times"), "POISON");

            assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(SandboxUnavailableException.class);
            List<LogRecord> written = new ArrayList<>();
            Eventually.holds("a letter", () -> written.addAll(letters.poll(Duration.ofMillis(200))));
            DeadLetter letter =
                    CODECS.deadLetters().decode(written.getFirst().body().orElseThrow());
            assertThat(written.getFirst().keyText()).isEqualTo(letter.origin());
            assertThat(letter.origin()).isEqualTo(Topics.CODE_REQUESTS.in(NAMES) + "/0/0");
            assertThat(letter.program()).isEqualTo("rollout-0");
            assertThat(letter.reason()).contains("delivered 3 times");
            assertThat(letter.key())
                    .isEqualTo(Bytes.of(request.requestId().key().getBytes(StandardCharsets.UTF_8)));
            assertThat(letter.value()).isEqualTo(Bytes.of(CODECS.codeRequests().encode(request)));
        }
    }

    private CodeAsker asker(Duration patience) {
        return CodeAsker.open(settings(patience), CODECS, writer, new Random(7));
    }

    private CodeAskerSettings settings(Duration patience) {
        return new CodeAskerSettings(cluster, NAMES, new RunId("run"), "rollout-0", SELF, "std", patience, 3, 100);
    }

    /// The size of the asker's request to run `code`.
    private static int encodedBytes(String code) {
        return CODECS.codeRequests()
                .encode(new CodeRequest(
                        new RequestId(trajectory(2), 1, 0, "ab".repeat(32), "0".repeat(32)),
                        new RunId("run"),
                        "rollout-0",
                        SELF,
                        Program.of(code),
                        "std",
                        Duration.ofMillis(300)))
                .length;
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
        ProgramResult result = new ProgramResult(
                ProgramStatus.OK, 0, stdout, "", stdout.length(), 0, false, Duration.ZERO, Duration.ZERO);
        write(request, asker, result, null);
    }

    private void write(CodeRequest request, Incarnation asker, ProgramResult answer, @Nullable String reason)
            throws InterruptedException {
        CodeResult result = new CodeResult(
                request.requestId(),
                request.askerId(),
                asker,
                answer,
                reason,
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
