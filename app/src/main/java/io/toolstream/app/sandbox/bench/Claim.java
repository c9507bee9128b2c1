package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// What a figure is wanted to be.
///
/// @param figure where it is in the report, with dots
/// @param bound at most, or at least, this much
/// @param atMost which of the two
record Claim(String figure, double bound, boolean atMost) {
    private static final String ABSENT = "not measured";

    /// Of `bench sandbox`.
    static final List<Claim> OF_SANDBOX = List.of(
            atMost("print.wall_ratio", 1 / 5.0),
            atMost("print.p99_over_p50", 5),
            atMost("numpy.cpu_ratio", 1 / 8.0),
            atMost("sympy.cpu_ratio", 1 / 15.0),
            atLeast("throughput.print_ratio", 2.5),
            atLeast("throughput.numpy_ratio", 15),
            atLeast("throughput.sympy_ratio", 17),
            atMost("crowd.false_timeouts", 0),
            atMost("crowd.failed", 0),
            atMost("crowd.p99_ms", 1_500),
            atMost("cpu_at_8.print.ratio", 0.5),
            atMost("cpu_at_8.sympy.ratio", 0.06),
            atMost("leaks.processes", 0),
            atMost("leaks.fds", 0),
            atMost("leaks.rss_mb", 4));

    /// Of `bench roundtrip`.
    static final List<Claim> OF_ROUNDTRIP = List.of(
            atMost("overhead_p50_ms", 5),
            atMost("overhead_p99_ms", 25),
            atLeast("queue_per_s", 1_000),
            atLeast("scaling.2", 1.8),
            atLeast("scaling.4", 3.6),
            atMost("slow_neighbour.p99_ratio", 3));

    private static Claim atMost(String figure, double bound) {
        return new Claim(figure, bound, true);
    }

    private static Claim atLeast(String figure, double bound) {
        return new Claim(figure, bound, false);
    }

    /// `[{figure, wanted, measured, met}]`; a figure that the report lacks is not met, and its `measured` is
    /// [#ABSENT].
    static ArrayNode judged(List<Claim> claims, JsonNode report) {
        ArrayNode judged = JsonNodeFactory.instance.arrayNode();
        for (Claim claim : claims) {
            JsonNode measured = report.at("/" + claim.figure.replace('.', '/'));
            ObjectNode one = judged.addObject()
                    .put("figure", claim.figure)
                    .put("wanted", String.format(Locale.ROOT, "%s %.4g", claim.atMost ? "<=" : ">=", claim.bound));
            if (measured.isNumber()) {
                one.put("measured", measured.asDouble()).put("met", claim.met(measured.asDouble()));
            } else {
                one.put("measured", ABSENT).put("met", false);
            }
        }
        return judged;
    }

    private boolean met(double measured) {
        return atMost ? measured <= bound : measured >= bound;
    }
}
