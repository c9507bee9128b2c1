package io.toolstream.app.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.ProgramResult;
import java.time.Duration;

/// Results as JSON.
final class ResultLine {
    private static final double NANOS_PER_MILLI = 1e6;

    private ResultLine() {}

    /// `{"id","status","stdout","stderr","exitCode","wallMs","cpuMs","truncated"}`, with the bytes written in all.
    static ObjectNode of(JsonNode id, ProgramResult result) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.set("id", id);
        line.setAll(of(result));
        return line;
    }

    /// The same without `id`.
    static ObjectNode of(ProgramResult result) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("status", result.status().name())
                .put("stdout", result.stdout())
                .put("stderr", result.stderr())
                .put("exitCode", result.exitCode())
                .put("wallMs", millis(result.wall()))
                .put("cpuMs", millis(result.cpu()))
                .put("truncated", result.truncated())
                .put("stdoutBytes", result.stdoutBytes())
                .put("stderrBytes", result.stderrBytes());
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / NANOS_PER_MILLI * 1000) / 1000.0;
    }
}
