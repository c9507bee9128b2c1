package io.toolstream.app.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Limits as JSON: `wallMs, cpuMs, memoryBytes, fileBytes, files, inodes, threads, outputBytes, outputTotalBytes`, each
/// optional.
final class LimitNames {
    static final List<String> NAMES = List.of(
            "wallMs",
            "cpuMs",
            "memoryBytes",
            "fileBytes",
            "files",
            "inodes",
            "threads",
            "outputBytes",
            "outputTotalBytes");

    private LimitNames() {}

    /// `usual`, with what `given` says instead.
    ///
    /// @throws IllegalArgumentException if `given` is no object of these names with positive whole numbers
    static Limits laidOver(Limits usual, JsonNode given) {
        if (!given.isObject()) {
            throw new IllegalArgumentException("limits must be an object of " + NAMES);
        }
        ObjectNode limits = of(usual);
        for (Map.Entry<String, JsonNode> one : given.properties()) {
            if (!NAMES.contains(one.getKey())) {
                throw new IllegalArgumentException(
                        "limits." + one.getKey() + " is not a limit; the nearest is " + nearest(one.getKey()));
            }
            if (!one.getValue().canConvertToExactIntegral() || one.getValue().asLong() < 1) {
                throw new IllegalArgumentException(
                        "limits." + one.getKey() + " must be a positive whole number, not " + one.getValue());
            }
            limits.put(one.getKey(), one.getValue().asLong());
        }
        return of(limits);
    }

    private static ObjectNode of(Limits limits) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("wallMs", limits.wall().toMillis())
                .put("cpuMs", limits.cpu().toMillis())
                .put("memoryBytes", limits.memoryBytes())
                .put("fileBytes", limits.fileBytes())
                .put("files", (long) limits.files())
                .put("inodes", (long) limits.inodes())
                .put("threads", (long) limits.threads())
                .put("outputBytes", (long) limits.outputBytes())
                .put("outputTotalBytes", limits.outputTotalBytes());
    }

    private static Limits of(ObjectNode limits) {
        return new Limits(
                Duration.ofMillis(limits.path("wallMs").asLong()),
                Duration.ofMillis(limits.path("cpuMs").asLong()),
                limits.path("memoryBytes").asLong(),
                limits.path("fileBytes").asLong(),
                whole(limits, "files"),
                whole(limits, "inodes"),
                whole(limits, "threads"),
                whole(limits, "outputBytes"),
                limits.path("outputTotalBytes").asLong());
    }

    private static int whole(ObjectNode limits, String name) {
        return (int) Math.min(limits.path(name).asLong(), Integer.MAX_VALUE);
    }

    /// The name with the longest common beginning, `wallMs` if there is none.
    private static String nearest(String name) {
        String best = "wallMs";
        int longest = 0;
        for (String candidate : NAMES) {
            int common = 0;
            while (common < Math.min(candidate.length(), name.length())
                    && Character.toLowerCase(candidate.charAt(common)) == Character.toLowerCase(name.charAt(common))) {
                common++;
            }
            if (common > longest) {
                longest = common;
                best = candidate;
            }
        }
        return best;
    }
}
