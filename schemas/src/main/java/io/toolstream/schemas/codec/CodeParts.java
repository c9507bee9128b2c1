package io.toolstream.schemas.codec;

import io.toolstream.schemas.Call;
import io.toolstream.schemas.RequestId;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.avro.ByteRangeMessage;
import io.toolstream.schemas.avro.CallMessage;
import io.toolstream.schemas.avro.EchoSymbol;
import io.toolstream.schemas.avro.LimitsMessage;
import io.toolstream.schemas.avro.ProgramMessage;
import io.toolstream.schemas.avro.ProgramResultMessage;
import io.toolstream.schemas.avro.ProgramStatusSymbol;
import io.toolstream.schemas.avro.RequestIdMessage;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;

/// Programs, their results and the ids of their askings.
final class CodeParts {
    private CodeParts() {}

    static RequestIdMessage write(RequestId id) {
        return RequestIdMessage.newBuilder()
                .setTrajectoryId(id.trajectoryId().value())
                .setAttempt(id.attempt())
                .setTurn(id.turn())
                .setCodeHash(id.codeHash())
                .setNonce(id.nonce())
                .build();
    }

    static RequestId read(RequestIdMessage m) {
        return new RequestId(
                new TrajectoryId(m.getTrajectoryId()), m.getAttempt(), m.getTurn(), m.getCodeHash(), m.getNonce());
    }

    static ProgramMessage write(Program p) {
        return ProgramMessage.newBuilder()
                .setCode(p.code())
                .setPreamble(p.preamble())
                .setStdin(p.stdin())
                .setEcho(EchoSymbol.valueOf(p.echo().name()))
                .setSeed(p.seed())
                .setLimits(write(p.limits()))
                .build();
    }

    static Program read(ProgramMessage m) {
        return new Program(
                m.getCode(),
                m.getPreamble(),
                m.getStdin(),
                Echo.valueOf(m.getEcho().name()),
                m.getSeed(),
                read(m.getLimits()));
    }

    static ProgramResultMessage write(ProgramResult r) {
        return ProgramResultMessage.newBuilder()
                .setStatus(ProgramStatusSymbol.valueOf(r.status().name()))
                .setExitCode(r.exitCode())
                .setStdout(r.stdout())
                .setStderr(r.stderr())
                .setStdoutBytes(r.stdoutBytes())
                .setStderrBytes(r.stderrBytes())
                .setTruncated(r.truncated())
                .setWallNanos(r.wall().toNanos())
                .setCpuNanos(r.cpu().toNanos())
                .build();
    }

    static ProgramResult read(ProgramResultMessage m) {
        return new ProgramResult(
                ProgramStatus.valueOf(m.getStatus().name()),
                m.getExitCode(),
                m.getStdout(),
                m.getStderr(),
                m.getStdoutBytes(),
                m.getStderrBytes(),
                m.getTruncated(),
                Duration.ofNanos(m.getWallNanos()),
                Duration.ofNanos(m.getCpuNanos()));
    }

    static CallMessage write(Call c) {
        Call.ByteRange shown = c.shown();
        return CallMessage.newBuilder()
                .setTurn(c.turn())
                .setRequestId(write(c.requestId()))
                .setAttempts(c.attempts())
                .setProgram(write(c.program()))
                .setTemplate(c.template())
                .setResult(write(c.result()))
                .setShown(shown == null ? null : new ByteRangeMessage(shown.from(), shown.to()))
                .setQueueNanos(c.queue().toNanos())
                .setWorker(c.worker())
                .setSandboxBuild(c.sandboxBuild())
                .setPythonVersions(c.pythonVersions())
                .build();
    }

    static Call read(CallMessage m) {
        ByteRangeMessage shown = m.getShown();
        return new Call(
                m.getTurn(),
                read(m.getRequestId()),
                m.getAttempts(),
                read(m.getProgram()),
                m.getTemplate(),
                read(m.getResult()),
                shown == null ? null : new Call.ByteRange(shown.getFrom(), shown.getTo()),
                Duration.ofNanos(m.getQueueNanos()),
                m.getWorker(),
                m.getSandboxBuild(),
                m.getPythonVersions());
    }

    private static LimitsMessage write(Limits l) {
        return LimitsMessage.newBuilder()
                .setWallNanos(l.wall().toNanos())
                .setCpuNanos(l.cpu().toNanos())
                .setMemoryBytes(l.memoryBytes())
                .setFileBytes(l.fileBytes())
                .setFiles(l.files())
                .setInodes(l.inodes())
                .setThreads(l.threads())
                .setOutputBytes(l.outputBytes())
                .setOutputTotalBytes(l.outputTotalBytes())
                .build();
    }

    private static Limits read(LimitsMessage m) {
        return new Limits(
                Duration.ofNanos(m.getWallNanos()),
                Duration.ofNanos(m.getCpuNanos()),
                m.getMemoryBytes(),
                m.getFileBytes(),
                m.getFiles(),
                m.getInodes(),
                m.getThreads(),
                m.getOutputBytes(),
                m.getOutputTotalBytes());
    }
}
