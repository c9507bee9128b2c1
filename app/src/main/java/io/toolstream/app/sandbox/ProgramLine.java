package io.toolstream.app.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import java.util.List;
import java.util.Set;

/// One line of `sandbox run --jsonl`: `{"id","code","stdin"?,"limits"?,"session"?}`.
sealed interface ProgramLine {
    /// What the answer is called by: the line's own `id`, or the number of the line where that cannot be read.
    JsonNode id();

    /// A program to run when its turn in its session has come.
    ///
    /// @param program without the earlier ones of its session, whose ends are not known yet
    record Sound(JsonNode id, Program program, Sessions.Turn turn) implements ProgramLine {}

    /// Nothing that can be run.
    ///
    /// @param why names the line and what is wrong with it
    record Broken(JsonNode id, String why) implements ProgramLine {}

    /// Reads lines, one after the other: each has its turn after the earlier ones of its session.
    final class Reader {
        private static final ObjectMapper JSON =
                new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        private static final Set<String> NAMES = Set.of("id", "code", "stdin", "limits", "session");

        private final Echo echo;
        private final long seed;
        private final Limits usual;
        private final Sessions sessions;

        /// @param usual limits where a line says nothing
        Reader(Echo echo, long seed, Limits usual, Sessions sessions) {
            this.echo = echo;
            this.seed = seed;
            this.usual = usual;
            this.sessions = sessions;
        }

        ProgramLine read(BoundedLines.Line line) {
            JsonNode id = TextNode.valueOf("line " + line.number());
            switch (line) {
                case BoundedLines.Line.Unreadable(var number, var why) -> {
                    return broken(id, number, why);
                }
                case BoundedLines.Line.Text(var number, var text) -> {
                    try {
                        JsonNode row = JSON.readTree(text);
                        if (!row.isObject()) {
                            return broken(id, number, "it is not a JSON object");
                        }
                        if (row.hasNonNull("id")) {
                            id = row.get("id");
                        }
                        Program program = program(row);
                        return new Sound(id, program, turn(row, program));
                    } catch (JsonProcessingException notJson) {
                        return broken(id, number, "it is not JSON: " + notJson.getOriginalMessage());
                    } catch (IllegalArgumentException wrong) {
                        return broken(id, number, String.valueOf(wrong.getMessage()));
                    }
                }
            }
        }

        private Program program(JsonNode row) {
            row.fieldNames().forEachRemaining(name -> {
                if (!NAMES.contains(name)) {
                    throw new IllegalArgumentException(
                            "\"" + name + "\" is not a field; the fields are id, code, stdin, limits and session");
                }
            });
            if (!row.path("id").isTextual() && !row.path("id").isNumber()) {
                throw new IllegalArgumentException("\"id\" must be a text or a number");
            }
            if (!row.path("code").isTextual()) {
                throw new IllegalArgumentException("\"code\" must be a text");
            }
            if (row.hasNonNull("stdin") && !row.path("stdin").isTextual()) {
                throw new IllegalArgumentException("\"stdin\" must be a text");
            }
            Limits limits = row.hasNonNull("limits") ? LimitNames.laidOver(usual, row.get("limits")) : usual;
            String code = row.path("code").asText();
            return new Program(code, List.of(), row.path("stdin").asText(""), echo, seed, limits);
        }

        private Sessions.Turn turn(JsonNode row, Program program) {
            if (!row.hasNonNull("session")) {
                return Sessions.alone();
            }
            JsonNode session = row.get("session");
            if (!session.isTextual() && !session.isNumber()) {
                throw new IllegalArgumentException("\"session\" must be a text or a number");
            }
            return sessions.next(session.asText(), program.code());
        }

        private static Broken broken(JsonNode id, long number, String why) {
            return new Broken(id, "line " + number + ": " + why);
        }
    }
}
