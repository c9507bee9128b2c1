package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A report for people: its objects one after the other, each figure on a line of its own, and the claims last.
final class Table {
    private Table() {}

    static List<String> of(JsonNode report) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : report.properties()) {
            if (!one.getKey().equals("claims")) {
                add(lines, one.getKey(), one.getValue(), 0);
            }
        }
        report.path("claims")
                .forEach(claim -> lines.add(String.format(
                        Locale.ROOT,
                        "%-6s %-28s wanted %-10s %s",
                        claim.path("met").asBoolean() ? "met" : "SHORT",
                        claim.path("figure").asText(),
                        claim.path("wanted").asText(),
                        (claim.path("measured").isNumber() ? "measured " : "")
                                + claim.path("measured").asText())));
        return lines;
    }

    private static void add(List<String> lines, String name, JsonNode value, int depth) {
        String margin = "  ".repeat(depth);
        if (value.isObject()) {
            lines.add(margin + name);
            value.properties().forEach(one -> add(lines, one.getKey(), one.getValue(), depth + 1));
        } else if (value.isArray()) {
            lines.add(margin + name + ": "
                    + String.join(
                            ", ", value.valueStream().map(JsonNode::asText).toList()));
        } else {
            lines.add(String.format(Locale.ROOT, "%-34s %s", margin + name, value.asText()));
        }
    }
}
