package io.toolstream.sandbox.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The frames between us and the supervisor, as `wire.py` describes them. Numbers are big-endian.
final class Wire {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUEST_BYTES = 8 + 1 + 4 + 4 + 4 + 8 + 4;
    private static final int PROGRAM_BYTES = 1 + 8 + 4 + 8 + 8 + 4 + 4 + 4;

    /// In the order in which the supervisor numbers them.
    private static final List<ProgramStatus> STATUSES = List.of(
            ProgramStatus.OK,
            ProgramStatus.ERROR,
            ProgramStatus.TIMEOUT,
            ProgramStatus.CPU_LIMIT,
            ProgramStatus.OUT_OF_MEMORY,
            ProgramStatus.OUTPUT_LIMIT,
            ProgramStatus.KILLED,
            ProgramStatus.REJECTED,
            ProgramStatus.EXPIRED,
            ProgramStatus.INFRASTRUCTURE);

    private Wire() {}

    /// What the supervisor is told first.
    static ObjectNode settings(SandboxSettings settings) {
        ObjectNode told = JSON.createObjectNode();
        told.put("parallel", settings.parallel())
                .put("pool", settings.pool())
                .put("graceMs", settings.patience().grace().toMillis())
                .put("warmUp", settings.warmUp())
                .put("inodes", Limits.USUAL.inodes())
                .put("scratchBytes", settings.isolation().scratchBytes());
        told.set("minimum", JSON.valueToTree(settings.isolation().minimum()));
        told.set("without", JSON.valueToTree(settings.isolation().without()));
        told.set("limits", limits(settings.largest()));
        SandboxSettings.Renewal renewal = settings.renewal();
        told.putObject("recycle")
                .put("forks", renewal.forks())
                .put("seconds", renewal.age().toSeconds())
                .put("bytes", renewal.growthBytes());
        ArrayNode templates = told.putArray("templates");
        for (Template template : settings.templates()) {
            ObjectNode one = templates.addObject().put("name", template.name()).put("eager", template.eager());
            one.set("modules", JSON.valueToTree(template.modules()));
        }
        return told;
    }

    private static ObjectNode limits(Limits limits) {
        return JSON.createObjectNode()
                .put("wallMs", limits.wall().toMillis())
                .put("cpuMs", limits.cpu().toMillis())
                .put("memoryBytes", limits.memoryBytes())
                .put("fileBytes", limits.fileBytes())
                .put("files", limits.files())
                .put("inodes", limits.inodes())
                .put("threads", limits.threads())
                .put("outputBytes", limits.outputBytes())
                .put("outputTotalBytes", limits.outputTotalBytes());
    }

    /// A request without its length.
    static byte[] request(long id, int template, Program program) {
        List<byte[]> texts = new ArrayList<>(2 + program.preamble().size());
        texts.add(bytes(program.code()));
        texts.add(bytes(program.stdin()));
        program.preamble().forEach(block -> texts.add(bytes(block)));
        int size = REQUEST_BYTES + PROGRAM_BYTES;
        for (byte[] text : texts) {
            size += Integer.BYTES + text.length;
        }
        Limits limits = program.limits();
        int cpuMs = Math.toIntExact(limits.cpu().toMillis());
        ByteBuffer request = ByteBuffer.allocate(size)
                .putLong(id)
                .put((byte) template)
                .putInt(Math.toIntExact(Math.max(1, limits.wall().toMillis())))
                .putInt(cpuMs)
                .putInt(limits.outputBytes())
                .putLong(limits.outputTotalBytes())
                .putInt(limits.inodes());
        request.put(number(program.echo()))
                .putLong(program.seed())
                .putInt(cpuMs)
                .putLong(limits.memoryBytes())
                .putLong(limits.fileBytes())
                .putInt(limits.files())
                .putInt(limits.threads())
                .putInt(texts.size());
        for (byte[] text : texts) {
            request.putInt(text.length).put(text);
        }
        return request.array();
    }

    /// Says that the caller of a request has gone.
    static byte[] cancel(long id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    private static byte number(Echo echo) {
        return switch (echo) {
            case AST -> 0;
            case RETOOL -> 1;
            case VERL -> 2;
            case NONE -> 3;
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// What the supervisor answered.
    ///
    /// @param waited from the request's arrival to the program's start
    /// @param fork that made the program's process
    /// @param pooled whether a child was waiting
    record Answer(long id, ProgramResult result, Duration waited, Duration fork, boolean pooled) {}

    /// Reads an answer.
    ///
    /// @throws RuntimeException if it is none
    static Answer answer(byte[] frame) {
        ByteBuffer answer = ByteBuffer.wrap(frame);
        long id = answer.getLong();
        ProgramStatus status = STATUSES.get(answer.get());
        int exitCode = answer.getInt();
        long stdoutBytes = answer.getLong();
        long stderrBytes = answer.getLong();
        boolean truncated = answer.get() != 0;
        Duration wall = micros(answer.getLong());
        Duration cpu = micros(answer.getLong());
        Duration waited = micros(answer.getLong());
        Duration fork = micros(answer.getInt());
        boolean pooled = answer.get() != 0;
        int length = answer.getInt();
        int at = answer.position();
        String stdout = new String(frame, at, length, StandardCharsets.UTF_8);
        String stderr = new String(frame, at + length, frame.length - at - length, StandardCharsets.UTF_8);
        return new Answer(
                id,
                new ProgramResult(status, exitCode, stdout, stderr, stdoutBytes, stderrBytes, truncated, wall, cpu),
                waited,
                fork,
                pooled);
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }
}
