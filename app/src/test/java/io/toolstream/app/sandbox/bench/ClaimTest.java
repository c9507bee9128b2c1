package io.toolstream.app.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTest {
    @Test
    void aFigureOnItsBoundMeetsItAndAnAbsentOneDoesNot() {
        ObjectNode report = JsonNodeFactory.instance.objectNode().put("rate", 9.9);
        report.putObject("print").put("ratio", 0.2).put("p99", 6);
        List<Claim> claims = List.of(
                new Claim("print.ratio", 0.2, true),
                new Claim("print.p99", 5, true),
                new Claim("rate", 10, false),
                new Claim("absent.figure", 1, true));

        JsonNode judged = Claim.judged(claims, report);

        assertThat(judged.findValuesAsText("figure"))
                .containsExactly("print.ratio", "print.p99", "rate", "absent.figure");
        assertThat(judged.findValuesAsText("met")).containsExactly("true", "false", "false", "false");
        assertThat(judged.path(2).path("wanted").asText()).startsWith(">= 10");
        assertThat(judged.path(3).path("measured").asText()).isEqualTo("not measured");
        assertThat(Table.of(report.set("claims", judged)).getLast())
                .startsWith("SHORT  absent.figure")
                .endsWith(" not measured");
    }
}
