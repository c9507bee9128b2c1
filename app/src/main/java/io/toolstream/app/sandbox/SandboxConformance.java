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
/// silently before a row. Where the file lacks some of them (`block` says how many there are) they are taken from the
/// recording, if that lies beside the file; without it the row is judged only if it prints what was recorded all the
/// same. A row whose `mode` is a script shows nothing of its last expression. Outputs are equal when they differ in
/// white space only; where an error is expected its type must be the one raised.
public final class SandboxConformance {
    private static final int HELD = 64;
    private static final String HISTORY_NOISE = "The history saving thread hit an unexpected error";
    private static final long SESSION_CHARS_MAX = 64 << 20;

    private SandboxConformance() {}

    private record Judged(Verdict verdict, ObjectNode result) {}

    /// What [Verdict#counted(List)] says, and `not_judged[{id, reason}]`,
    /// `results[{id, actual{status, stdout, stderr}, class, earlier?, ok?, reason?}]`: `reason` says why a row is
    /// not `ok`, or not judged, and `earlier` where its earlier blocks come from, if not from the file.
    ///
    /// @throws IllegalArgumentException if a row is none
    /// @throws IOException if the file cannot be read
    /// @throws SandboxUnavailableException if the sandbox cannot be started
    public static ObjectNode run(Path file) throws IOException, InterruptedException {
        int parallel = Runtime.getRuntime().availableProcessors();
        List<JsonNode> rows = VectorFile.rows(file);
        Recordings recordings = new Recordings(file.resolveSibling(""));
        try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), parallel))) {
            return run(rows, recordings, sandbox);
        }
    }

    static ObjectNode run(List<JsonNode> rows, Recordings recordings, Sandbox sandbox) throws InterruptedException {
        List<Judged> all = new ArrayList<>();
        Sessions sessions = new Sessions(SESSION_CHARS_MAX);
        try (OrderedRuns<Judged> runs = new OrderedRuns<>(HELD, all::add)) {
            for (int i = 0; i < rows.size(); i++) {
                JsonNode row = rows.get(i);
                String id = row.path("id").asText("row " + i);
                Program program = program(row, i);
                Sessions.Turn turn = row.hasNonNull("session")
                        ? sessions.next(row.path("session").asText(), program.code())
                        : Sessions.alone();
                int lacking = row.path("block").asInt(0) - turn.place();
                List<String> recorded = lacking > 0 ? recordings.before(row) : List.of();
                runs.give(() -> judged(
                        id,
                        row,
                        ran(sandbox, program, turn, recorded),
                        recorded.isEmpty() ? lacking : 0,
                        !recorded.isEmpty()));
            }
            runs.finish();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a row could not be run", failure);
        }
        ObjectNode report = Verdict.counted(all.stream().map(Judged::verdict).toList());
        ArrayNode unjudged = report.putArray("not_judged");
        ArrayNode results = report.putArray("results");
        for (Judged one : all) {
            results.add(one.result());
            if (!one.verdict().judged()) {
                unjudged.addObject()
                        .put("id", one.result().path("id").asText())
                        .put("reason", one.result().path("reason").asText());
            }
        }
        return report;
    }

    private static Program program(JsonNode row, int index) {
        if (!row.path("code").isTextual()) {
            throw new IllegalArgumentException("row " + index + " has no text \"code\"");
        }
        Echo echo = row.path("mode").asText().startsWith("script") ? Echo.NONE : Echo.AST;
        return new Program(
                row.path("code").asText(), List.of(), row.path("stdin").asText(""), echo, 0, Limits.USUAL);
    }

    private static ProgramResult ran(Sandbox sandbox, Program program, Sessions.Turn turn, List<String> recorded)
            throws InterruptedException {
        try {
            return turn.take(sandbox, program, recorded);
        } catch (SandboxUnavailableException failure) {
            return ProgramResult.notRun(ProgramStatus.INFRASTRUCTURE, String.valueOf(failure.getMessage()));
        }
    }

    private static Judged judged(String id, JsonNode row, ProgramResult ran, int lacking, boolean recorded) {
        Verdict verdict = Verdict.of(row, ran, lacking);
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("id", id);
        result.putObject("actual")
                .put("status", ran.status().name())
                .put("stdout", ran.stdout())
                .put("stderr", ran.stderr());
        result.put("class", verdict.title());
        if (recorded) {
            result.put("earlier", "from the recording beside the file");
        }
        if (verdict.judged()) {
            result.put("ok", verdict.passed());
        }
        switch (verdict) {
            case REPRODUCED, REPRODUCED_WITHOUT_EARLIER -> {}
            case DIFFERENT -> result.put("reason", reason(row, ran));
            case NOT_JUDGED -> result.put("reason", lack(row, ran, lacking));
            case NO_EXPECTATION -> result.put("reason", "the row has neither expected_output nor expected_error");
        }
        return new Judged(verdict, result);
    }

    /// What came of a row whose session is not whole.
    private static String lack(JsonNode row, ProgramResult ran, int lacking) {
        String without = row.hasNonNull("expected_error")
                ? "an error is expected, and the lack itself may raise one: "
                : "without what they define it shows ";
        String shown = ran.status() == ProgramStatus.ERROR ? ran.lastErrorLine() : "another output, " + ran.status();
        return "%d of the %d earlier blocks of its session %s are neither in the file nor in a recording beside it; %s%s"
                .formatted(
                        lacking, row.path("block").asInt(), row.path("session").asText(), without, shown);
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
