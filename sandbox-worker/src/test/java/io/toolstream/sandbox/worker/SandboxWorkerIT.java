package io.toolstream.sandbox.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.GroupDeclaration;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
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
            makeTopics(cluster);
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

    @Test
    void aWorkerKilledInTheMiddleOfAHundredRequestsLosesNone() throws Exception {
        int requests = 100;
        int lanes = 20;
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), lanes))) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            makeTopics(cluster);
            Process killed = WorkerProcess.start(broker.bootstrap(), 0, lanes);
            SandboxWorker other = new SandboxWorker(
                    Requests.settings(broker.bootstrap(), 1, lanes), sandbox, CODECS, InstantSource.system());
            try (LogWriter writer = LogWriter.open(cluster, PATIENCE);
                    LogReader reader =
                            LogReader.fromBeginning(cluster, List.of(Topics.CODE_RESULTS.in(Requests.NAMES)))) {
                Map<String, List<CodeResult>> results = new HashMap<>();
                for (int group = 0; group < requests; group++) {
                    send(writer, sleeper(group));
                }
                Eventually.holds("some are answered", () -> read(reader, results) >= lanes / 2);
                killed.destroyForcibly().waitFor();
                assertThat(read(reader, results)).isLessThan(requests);
                Future<?> run = threads.submit(() -> {
                    other.run();
                    return true;
                });
                Eventually.holds("all are answered", () -> read(reader, results) >= requests);
                for (int group = 0; group < requests; group++) {
                    CodeRequest request = sleeper(group);
                    List<CodeResult> answers = Objects.requireNonNull(
                            results.get(request.requestId().key()));
                    // Twice where the worker died between its answer and its acceptance; never differently.
                    assertThat(answers).hasSizeBetween(1, 2).allSatisfy(answer -> {
                        assertThat(answer.answers(request)).isTrue();
                        assertThat(answer.result().stdout())
                                .isEqualTo(request.requestId().trajectoryId().value() + "\n");
                    });
                }
                assertThat(results).hasSize(requests);
                other.close();
                run.get();
            } finally {
                killed.destroyForcibly();
            }
        }
    }

    private static CodeRequest sleeper(int group) {
        String id = request(group).requestId().trajectoryId().value();
        return Requests.request("import time\ntime.sleep(0.5)\nprint('%s')".formatted(id), group);
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

    private static void makeTopics(Cluster cluster) throws InterruptedException {
        List<TopicDeclaration> topics = new ArrayList<>();
        for (Topic topic : List.of(Topics.SCHEMAS, Topics.CODE_REQUESTS, Topics.CODE_RESULTS)) {
            topics.add(new TopicDeclaration(
                    topic.in(Requests.NAMES), topic.fixed() ? 1 : topic.partitions(), (short) 1, topic.settings()));
        }
        try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
            admin.apply(topics);
            admin.applyGroups(List.of(new GroupDeclaration(
                    Topics.CODE_REQUESTS.groupIn(Requests.NAMES),
                    Objects.requireNonNull(Topics.CODE_REQUESTS.group()).settings())));
        }
    }
}
