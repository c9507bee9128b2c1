package io.toolstream.app.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.conform.VectorFile;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// Runs recorded programs again and compares what they print with what was recorded.
///
/// Rows are `{id, session, mode, code, stdin?, expected_output, expected_error}`. The earlier rows of a session run
/// silently before a row; a row is judged only if all of them (`block` says how many) are in the file. A row whose
/// `mode` is a script shows nothing of its last expression. Outputs are equal when they differ in white space only;
/// where an error is expected its type must be the one raised.
public final class SandboxConformance {
    private static final String NOT_JUDGED = "not judged";
    private static final int HELD = 64;
    private static final String HISTORY_NOISE = "The history saving thread hit an unexpected error";
    private static final long SESSION_CHARS_MAX = 64 << 20;

    private SandboxConformance() {}

    /// `{cases, passed, results[{id, actual{status, stdout, stderr}, ok?, reason?}]}`; `reason` says why a row is not
    /// `ok`, or not judged.
    ///
    /// @throws IllegalArgumentException if a row is none
    /// @throws IOException if the file cannot be read
    /// @throws SandboxUnavailableException if the sandbox cannot be started
    public static ObjectNode run(Path file) throws IOException, InterruptedException {
        int parallel = Runtime.getRuntime().availableProcessors();
        List<JsonNode> rows = VectorFile.rows(file);
        try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), parallel))) {
            return run(rows, sandbox);
        }
    }

    static ObjectNode run(List<JsonNode> rows, Sandbox sandbox) throws InterruptedException {
        List<ObjectNode> results = new ArrayList<>();
        Sessions sessions = new Sessions(SESSION_CHARS_MAX);
        try (OrderedRuns<ObjectNode> runs = new OrderedRuns<>(HELD, results::add)) {
            for (int i = 0; i < rows.size(); i++) {
                JsonNode row = rows.get(i);
                Program program = program(row, i, sessions);
                String id = row.path("id").asText("row " + i);
                runs.give(() -> result(id, row, program, ran(sandbox, program)));
            }
            runs.finish();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a row could not be run", failure);
        }
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        long passed =
                results.stream().filter(result -> result.path("ok").asBoolean()).count();
        long judged = results.stream()
                .filter(result -> !result.path("reason").asText().startsWith(NOT_JUDGED))
                .count();
        report.put("cases", results.size()).put("judged", judged).put("passed", passed);
        ArrayNode array = report.putArray("results");
        results.forEach(array::add);
        return report;
    }

    private static Program program(JsonNode row, int index, Sessions sessions) {
        if (!row.path("code").isTextual()) {
            throw new IllegalArgumentException("row " + index + " has no text \"code\"");
        }
        String code = row.path("code").asText();
        List<String> earlier =
                row.hasNonNull("session") ? sessions.earlier(row.path("session").asText(), code) : List.of();
        Echo echo = row.path("mode").asText().startsWith("script") ? Echo.NONE : Echo.AST;
        return new Program(code, earlier, row.path("stdin").asText(""), echo, 0, Limits.USUAL);
    }

    private static ProgramResult ran(Sandbox sandbox, Program program) throws InterruptedException {
        try {
            return sandbox.run(program);
        } catch (SandboxUnavailableException failure) {
            return ProgramResult.notRun(ProgramStatus.INFRASTRUCTURE, String.valueOf(failure.getMessage()));
        }
    }

    private static ObjectNode result(String id, JsonNode row, Program program, ProgramResult ran) {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("id", id);
        result.putObject("actual")
                .put("status", ran.status().name())
                .put("stdout", ran.stdout())
                .put("stderr", ran.stderr());
        int lacking = row.path("block").asInt(0) - program.preamble().size();
        if (lacking > 0) {
            return result.put(
                    "reason",
                    "%s: %d earlier block(s) of its session are not in the file".formatted(NOT_JUDGED, lacking));
        }
        asExpected(row, ran).ifPresent(ok -> {
            result.put("ok", ok);
            if (!ok) {
                result.put("reason", reason(row, ran));
            }
        });
        return result;
    }

    /// Why what was recorded in a notebook is not printed here. Each rule was found by looking at a row that differs.
    static String reason(JsonNode row, ProgramResult ran) {
        String expected = row.path("expected_output").asText();
        if (expected.startsWith(HISTORY_NOISE)) {
            return "the recorded text begins with a complaint of the notebook about its own history file, which no"
                    + " program printed";
        }
        if (ran.status() == ProgramStatus.OK
                && !row.hasNonNull("expected_error")
                && sortedCharacters(ran.stdout()).equals(sortedCharacters(expected))) {
            return "the same elements in another order: the notebook sorts the elements of sets and the keys of"
                    + " dictionaries when it shows them, Python's repr does not";
        }
        return "not known; compare `actual` with the row's expectation";
    }

    private static String sortedCharacters(String text) {
        return withoutSpace(text)
                .chars()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Whether `ran` is what `row` expects; nothing where it expects nothing.
    static Optional<Boolean> asExpected(JsonNode row, ProgramResult ran) {
        if (row.hasNonNull("expected_error")) {
            return Optional.of(ran.status() == ProgramStatus.ERROR
                    && errorType(ran).equals(row.path("expected_error").asText()));
        }
        if (row.hasNonNull("expected_output")) {
            return Optional.of(ran.status() == ProgramStatus.OK
                    && withoutSpace(ran.stdout())
                            .equals(withoutSpace(row.path("expected_output").asText())));
        }
        return Optional.empty();
    }

    /// `NameError` of `NameError: name 'x' is not defined`, without the module of an own exception.
    private static String errorType(ProgramResult ran) {
        String line = ran.lastErrorLine();
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
