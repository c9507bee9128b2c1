package io.toolstream.sandbox.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.code.AnsweredCall;
import io.toolstream.transport.code.CodeAsker;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogWriter;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A hundred programs at once in one worker, which is killed; the asker is the rollout worker's own.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledWorkerIT {
    private static final int IN_FLIGHT = 100;

    /// With more lanes than partitions each lane serves one partition: this many keep the lanes of all of them busy.
    private static final int PROGRAMS = 200;
    private static final Duration TOGETHER = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofSeconds(45);

    @Test
    void aWorkerKilledWithAHundredProgramsInFlightLosesNoneAndEachIsAnsweredOnce() throws Exception {
        List<Process> workers = new ArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            Requests.makeTopics(cluster);
            Process killed = WorkerProcess.start(broker.bootstrap(), 0, IN_FLIGHT);
            workers.add(killed);
            try (LogWriter writer = LogWriter.open(cluster, Requests.PATIENCE);
                    CodeAsker asker = Requests.asker(cluster, writer);
                    BufferedReader said = new BufferedReader(new InputStreamReader(killed.getInputStream(), UTF_8))) {
                assertThat(said.readLine()).isEqualTo(WorkerProcess.SERVING);
                Instant end = Instant.now().plus(TOGETHER);
                List<CompletableFuture<AnsweredCall>> calls = new ArrayList<>();
                for (int group = 0; group < PROGRAMS; group++) {
                    calls.add(asker.ask(Requests.trajectory(group), 0, waiting(end, group)));
                }
                assertThat(said.readLine()).isEqualTo(WorkerProcess.ALL_BUSY);
                killed.destroyForcibly().waitFor();
                assertThat(calls).noneMatch(CompletableFuture::isDone);
                assertThat(asker.outstanding()).isEqualTo(PROGRAMS);
                workers.add(WorkerProcess.start(broker.bootstrap(), 1, IN_FLIGHT));

                int again = 0;
                for (int group = 0; group < PROGRAMS; group++) {
                    CodeResult result =
                            calls.get(group).get(90, TimeUnit.SECONDS).result();
                    assertThat(result.result().stdout()).isEqualTo(group + "\n");
                    assertThat(result.worker()).isEqualTo("sandbox-1");
                    // Not because the asker lost patience.
                    assertThat(result.requestId().attempt()).isEqualTo(1);
                    again += result.deliveryCount() > 1 ? 1 : 0;
                }
                // Handed out once more: the killed worker had them.
                assertThat(again).isGreaterThanOrEqualTo(IN_FLIGHT);
                assertThat(asker.outstanding()).isZero();
                assertThat(answers(cluster).values()).hasSize(PROGRAMS).containsOnly(1);
            }
        } finally {
            workers.forEach(Process::destroyForcibly);
        }
    }

    /// Runs until the clock shows `end`: the lanes of a worker join their group one after another, in some 10 s.
    private static Program waiting(Instant end, int group) {
        return Program.of("import time\nwhile time.time() < %d:\n  time.sleep(0.2)\nprint(%d)"
                        .formatted(end.getEpochSecond(), group))
                .with(Limits.USUAL.withWall(LONGEST));
    }

    /// By request, how often the log has an answer.
    private static Map<String, Integer> answers(Cluster cluster) throws InterruptedException {
        Codecs codecs = Codecs.with(SchemaSource.none());
        Map<String, Integer> answers = new HashMap<>();
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(Topics.CODE_RESULTS.in(Requests.NAMES)))) {
            reader.readToEnd(Requests.PATIENCE, record -> {
                CodeResult result = codecs.codeResults().decode(record.body().orElseThrow());
                answers.merge(result.requestId().key(), 1, Integer::sum);
            });
        }
        return answers;
    }
}
