package io.toolstream.app.sandbox.bench;

import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.transport.code.CodeAsker;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// The sandboxes behind a queue, as one: what a caller of [Load] sees of them is the whole way there and back.
final class QueueSandbox implements Sandbox {
    private static final Incarnation ASKER = new Incarnation("00000000bbbbbbbb");

    private final CodeAsker asker;
    private final AtomicInteger calls = new AtomicInteger();

    QueueSandbox(CodeAsker asker) {
        this.asker = asker;
    }

    @Override
    public ProgramResult run(Program program) throws InterruptedException {
        try {
            return asker.ask(TrajectoryId.of(calls.incrementAndGet(), 0, 1, ASKER), 0, program)
                    .get()
                    .result()
                    .result();
        } catch (ExecutionException failed) {
            throw new SandboxUnavailableException("the queue did not answer: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void close() {}
}
