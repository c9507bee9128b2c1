package io.toolstream.app.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTest {
    @Test
    void aFigureOnItsBoundMeetsItAndAnAbsentOneIsNotJudged() {
        ObjectNode report = JsonNodeFactory.instance.objectNode().put("rate", 9.9);
        report.putObject("print").put("ratio", 0.2).put("p99", 6);
        List<Claim> claims = List.of(
                new Claim("print.ratio", 0.2, true),
                new Claim("print.p99", 5, true),
                new Claim("rate", 10, false),
                new Claim("absent.figure", 1, true));

        JsonNode judged = Claim.judged(claims, report);

        assertThat(judged.findValuesAsText("figure")).containsExactly("print.ratio", "print.p99", "rate");
        assertThat(judged.findValuesAsText("met")).containsExactly("true", "false", "false");
        assertThat(judged.findValuesAsText("wanted").getLast()).startsWith(">= 10");
    }
}
