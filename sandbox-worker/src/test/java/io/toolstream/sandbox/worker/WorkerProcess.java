package io.toolstream.sandbox.worker;

import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// A worker in a process of its own, to be killed: `BOOTSTRAP SLOT LANES`. Says [#SERVING], and [#ALL_BUSY] once every
/// lane has a
/// program.
final class WorkerProcess {
    static final String SERVING = "SERVING";
    static final String ALL_BUSY = "ALL BUSY";

    private WorkerProcess() {}

    static Process start(String bootstrap, int slot, int lanes) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerProcess.class.getName(),
                        bootstrap,
                        Integer.toString(slot),
                        Integer.toString(lanes))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] arguments) throws InterruptedException {
        int lanes = Integer.parseInt(arguments[2]);
        try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), lanes));
                SandboxWorker worker = new SandboxWorker(
                        Requests.settings(arguments[0], Integer.parseInt(arguments[1]), lanes),
                        sandbox,
                        Codecs.with(SchemaSource.none()),
                        InstantSource.system())) {
            Thread.ofPlatform().daemon().start(() -> tell(worker, lanes));
            worker.run();
        }
    }

    private static void tell(SandboxWorker worker, int lanes) {
        try {
            Eventually.holds("it serves", worker::ready);
            System.out.println(SERVING);
            Eventually.holds(
                    "all lanes are busy",
                    () -> worker.queue()
                            .map(counts -> counts.busyLanes() == lanes)
                            .orElse(false));
            System.out.println(ALL_BUSY);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
