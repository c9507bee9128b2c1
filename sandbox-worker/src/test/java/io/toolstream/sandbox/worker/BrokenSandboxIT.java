package io.toolstream.sandbox.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ListeningSupervisor;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.testkit.Eventually;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.code.AnsweredCall;
import io.toolstream.transport.code.CodeAsker;
import io.toolstream.transport.log.LogWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A worker whose supervisor, in a container of its own, is gone for a while, beside one that is well.
@Timeout(value = 150, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenSandboxIT {
    private static final SandboxSettings SETTINGS = SandboxSettings.usual(Interpreter.path(), 2);
    private static final String BROKEN = "sandbox-0";
    private static final String WELL = "sandbox-1";

    @Test
    void aWorkerWithoutASandboxIsNotReadyTakesNothingAndComesBack(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ListeningSupervisor listening = new ListeningSupervisor(folder);
                ProcessSandbox fragile = new ProcessSandbox(SETTINGS.over(listening.socket()));
                ProcessSandbox sound = new ProcessSandbox(SETTINGS)) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            Requests.makeTopics(cluster);
            SandboxWorker worker = worker(broker, fragile, 0);
            SandboxWorker other = worker(broker, sound, 1);
            Future<?> run = run(threads, worker);
            try (LogWriter writer = LogWriter.open(cluster, Requests.PATIENCE);
                    CodeAsker asker = Requests.asker(cluster, writer)) {
                Eventually.holds("it serves", worker::ready);
                assertThat(answers(asker, 0, 1)).singleElement().satisfies(result -> ran(result, BROKEN));

                listening.kill();
                Eventually.holds("it is not ready", () -> !worker.ready());
                long accepted = worker.queue().orElseThrow().acceptedRecords();
                Future<?> otherRun = run(threads, other);
                assertThat(answers(asker, 1, 11)).allSatisfy(result -> ran(result, WELL));
                assertThat(worker.queue().orElseThrow().acceptedRecords()).isEqualTo(accepted);
                assertThat(worker.ready()).isFalse();
                other.close();
                otherRun.get();

                listening.start();
                Eventually.holds("it is ready again", worker::ready);
                assertThat(answers(asker, 11, 13)).allSatisfy(result -> ran(result, BROKEN));
            } finally {
                worker.close();
                other.close();
            }
            run.get();
        }
    }

    private static void ran(CodeResult result, String worker) {
        assertThat(result.result().status()).isEqualTo(ProgramStatus.OK);
        assertThat(result.worker()).isEqualTo(worker);
        assertThat(result.requestId().attempt()).isEqualTo(1);
    }

    private static List<CodeResult> answers(CodeAsker asker, int from, int to) throws Exception {
        List<CompletableFuture<AnsweredCall>> calls = new ArrayList<>();
        for (int group = from; group < to; group++) {
            calls.add(asker.ask(Requests.trajectory(group), 0, Program.of("print(1)")));
        }
        List<CodeResult> results = new ArrayList<>();
        for (CompletableFuture<AnsweredCall> call : calls) {
            results.add(call.get(50, TimeUnit.SECONDS).result());
        }
        return results;
    }

    private static Future<?> run(ExecutorService threads, SandboxWorker worker) {
        return threads.submit(() -> {
            worker.run();
            return true;
        });
    }

    private static SandboxWorker worker(EmbeddedBroker broker, ProcessSandbox sandbox, int slot) {
        return new SandboxWorker(
                Requests.settings(broker.bootstrap(), slot, 2),
                sandbox,
                Codecs.with(SchemaSource.none()),
                InstantSource.system());
    }
}
