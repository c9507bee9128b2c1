package io.toolstream.app.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.ProgramResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is known of a recorded program once it has run again. Every row has exactly one.
enum Verdict {
    /// As recorded.
    REPRODUCED,
    /// As recorded, though earlier blocks of its session lack: it does not need them.
    REPRODUCED_WITHOUT_EARLIER,
    /// Not as recorded.
    DIFFERENT,
    /// Earlier blocks of its session lack, and it may need them.
    NOT_JUDGED,
    /// Nothing was recorded.
    NO_EXPECTATION;

    private static final double PERCENT = 100;
    private static final double TENTHS = 10;

    /// @param lacking earlier blocks of the row's session that did not run before it
    static Verdict of(JsonNode row, ProgramResult ran, int lacking) {
        Optional<Boolean> expected = SandboxConformance.asExpected(row, ran);
        if (expected.isEmpty()) {
            return NO_EXPECTATION;
        }
        if (lacking > 0) {
            // The lack itself raises errors, so an expected one proves nothing.
            return expected.get() && !row.hasNonNull("expected_error") ? REPRODUCED_WITHOUT_EARLIER : NOT_JUDGED;
        }
        return expected.get() ? REPRODUCED : DIFFERENT;
    }

    boolean judged() {
        return this != NOT_JUDGED && this != NO_EXPECTATION;
    }

    boolean passed() {
        return this == REPRODUCED || this == REPRODUCED_WITHOUT_EARLIER;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// `{cases, judged, passed, classes{by title}, percent{of_judged, of_all}}`, where the classes add up to the cases
    /// and the percentages are of those that passed.
    static ObjectNode counted(List<Verdict> verdicts) {
        long judged = verdicts.stream().filter(Verdict::judged).count();
        long passed = verdicts.stream().filter(Verdict::passed).count();
        ObjectNode report = JsonNodeFactory.instance
                .objectNode()
                .put("cases", verdicts.size())
                .put("judged", judged)
                .put("passed", passed);
        ObjectNode classes = report.putObject("classes");
        for (Verdict verdict : values()) {
            classes.put(
                    verdict.title(),
                    verdicts.stream().filter(one -> one == verdict).count());
        }
        report.putObject("percent")
                .put("of_judged", percent(passed, judged))
                .put("of_all", percent(passed, verdicts.size()));
        return report;
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : Math.round(PERCENT * TENTHS * part / whole) / TENTHS;
    }
}
