package io.toolstream.app.sandbox;

import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A sandbox whose programs end as a test says.
final class ScriptedSandbox implements Sandbox {
    final List<Program> ran = new CopyOnWriteArrayList<>();
    private final Function<Program, ProgramResult> script;

    ScriptedSandbox(Function<Program, ProgramResult> script) {
        this.script = script;
    }

    static ProgramResult printed(String stdout) {
        return ended(ProgramStatus.OK, stdout, "");
    }

    static ProgramResult raised(String stderr) {
        return ended(ProgramStatus.ERROR, "", stderr);
    }

    private static ProgramResult ended(ProgramStatus status, String stdout, String stderr) {
        return new ProgramResult(
                status,
                status == ProgramStatus.OK ? 0 : 1,
                stdout,
                stderr,
                stdout.length(),
                stderr.length(),
                false,
                Duration.ofMillis(2),
                Duration.ofMillis(1));
    }

    @Override
    public ProgramResult run(Program program) {
        ran.add(program);
        return script.apply(program);
    }

    @Override
    public void close() {}
}
