package io.toolstream.sandbox.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The worker with real Python behind a real broker.
@Timeout(180)
class SandboxWorkerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());

    @Test
    void programsOfManyAskersAreRunByTwoWorkersEachOnceAndAClosedWorkersWorkByTheOther() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2))) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            Requests.makeTopics(cluster);
            SandboxWorker first = worker(broker, sandbox, 0);
            SandboxWorker second = worker(broker, sandbox, 1);
            Future<?> firstRun = threads.submit(() -> {
                first.run();
                return true;
            });
            Future<?> secondRun = threads.submit(() -> {
                second.run();
                return true;
            });
            Eventually.holds("both serve", () -> first.ready() && second.ready());
            try (LogWriter writer = LogWriter.open(cluster, PATIENCE);
                    LogReader reader =
                            LogReader.fromBeginning(cluster, List.of(Topics.CODE_RESULTS.in(Requests.NAMES)))) {
                Map<String, List<CodeResult>> results = new HashMap<>();
                ask(writer, 0, 20);
                Eventually.holds("20 answers", () -> read(reader, results) >= 20);
                first.close();
                firstRun.get();
                ask(writer, 20, 30);
                Eventually.holds("30 answers", () -> read(reader, results) >= 30);
                for (int group = 0; group < 30; group++) {
                    List<CodeResult> answers =
                            results.get(request(group).requestId().key());
                    assertThat(answers).hasSize(1);
                    assertThat(Objects.requireNonNull(answers)
                                    .getFirst()
                                    .result()
                                    .stdout())
                            .isEqualTo(group * group + "\n");
                }
            } finally {
                second.close();
                secondRun.get();
            }
        }
    }

    /// A broker set to smaller records than ours refuses what fits everywhere else.
    @Test
    void aResultThatTheBrokerRefusesIsNotLeftUnanswered() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), 2))) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            Requests.makeTopics(cluster, Map.of("max.message.bytes", "10000"));
            SandboxWorker worker = worker(broker, sandbox, 0);
            Future<?> run = threads.submit(() -> {
                worker.run();
                return true;
            });
            try (LogWriter writer = LogWriter.open(cluster, PATIENCE);
                    LogReader reader =
                            LogReader.fromBeginning(cluster, List.of(Topics.CODE_RESULTS.in(Requests.NAMES)))) {
                Map<String, List<CodeResult>> results = new HashMap<>();
                CodeRequest large = Requests.request("print('a' * 20_000)", 0);
                send(writer, large);
                send(writer, request(1));

                Eventually.holds("both are answered", () -> read(reader, results) == 2);

                CodeResult refused = Objects.requireNonNull(
                                results.get(large.requestId().key()))
                        .getFirst();
                assertThat(refused.result().status()).isEqualTo(ProgramStatus.INFRASTRUCTURE);
                assertThat(refused.deliveryCount()).isEqualTo(Topics.POISON_DELIVERIES);
            } finally {
                worker.close();
                run.get();
            }
        }
    }

    private static SandboxWorker worker(EmbeddedBroker broker, ProcessSandbox sandbox, int slot) {
        return new SandboxWorker(
                Requests.settings(broker.bootstrap(), slot, 2), sandbox, CODECS, InstantSource.system());
    }

    private static CodeRequest request(int group) {
        return Requests.request("print(%d*%d)".formatted(group, group), group);
    }

    private static void ask(LogWriter writer, int from, int to) throws InterruptedException {
        for (int group = from; group < to; group++) {
            send(writer, request(group));
        }
    }

    private static void send(LogWriter writer, CodeRequest request) throws InterruptedException {
        writer.write(OutgoingRecord.of(
                Topics.CODE_REQUESTS.in(Requests.NAMES),
                request.requestId().key(),
                CODECS.codeRequests().encode(request)));
    }

    private static int read(LogReader reader, Map<String, List<CodeResult>> results) {
        for (LogRecord record : reader.poll(Duration.ofMillis(200))) {
            CodeResult result = CODECS.codeResults().decode(record.body().orElseThrow());
            results.computeIfAbsent(result.requestId().key(), _ -> new ArrayList<>())
                    .add(result);
        }
        return results.size();
    }
}
