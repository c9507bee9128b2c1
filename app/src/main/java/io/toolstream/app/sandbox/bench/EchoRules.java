package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How many valid programs each rule about the last expression breaks. The programs are ours: small, each with the
/// output that an interactive session shows.
final class EchoRules {
    private EchoRules() {}

    /// `{programs, rules{ast|retool|verl|none{raises, loses_output, prints_otherwise, broken, names[]}}}`.
    static ObjectNode measure(Sandbox sandbox) throws IOException, InterruptedException {
        JsonNode programs = programs();
        ObjectNode report = JsonNodeFactory.instance.objectNode().put("programs", programs.size());
        ObjectNode rules = report.putObject("rules");
        for (Echo echo : Echo.values()) {
            rules.set(echo.name().toLowerCase(Locale.ROOT), measure(sandbox, programs, echo));
        }
        return report;
    }

    private static ObjectNode measure(Sandbox sandbox, JsonNode programs, Echo echo) throws InterruptedException {
        int raises = 0;
        int loses = 0;
        int otherwise = 0;
        List<String> names = new ArrayList<>();
        for (JsonNode one : programs) {
            String shows = one.path("shows").asText();
            ProgramResult result =
                    sandbox.run(new Program(one.path("code").asText(), List.of(), "", echo, 0, Limits.USUAL));
            boolean raised = result.status() != ProgramStatus.OK;
            boolean right = !raised && alike(shows, result.stdout());
            if (!right) {
                names.add(one.path("name").asText());
                raises += raised ? 1 : 0;
                loses += !raised && result.stdout().length() < shows.length() ? 1 : 0;
                otherwise += !raised && result.stdout().length() >= shows.length() ? 1 : 0;
            }
        }
        ObjectNode rule = JsonNodeFactory.instance
                .objectNode()
                .put("raises", raises)
                .put("loses_output", loses)
                .put("prints_otherwise", otherwise)
                .put("broken", raises + loses + otherwise);
        names.forEach(rule.putArray("names")::add);
        return rule;
    }

    /// A value may be shown by `str` or by `repr`: which of the two is no fault of a rule.
    private static boolean alike(String shows, String printed) {
        return printed.equals(shows)
                || printed.equals(shows.replace("'", "").replaceAll("^Fraction\\((\\d+), (\\d+)\\)", "$1/$2"));
    }

    private static JsonNode programs() throws IOException {
        try (InputStream source = EchoRules.class.getResourceAsStream("echo-programs.json")) {
            if (source == null) {
                throw new IllegalStateException("the jar lacks echo-programs.json; build it again");
            }
            return new ObjectMapper().readTree(source);
        }
    }
}
