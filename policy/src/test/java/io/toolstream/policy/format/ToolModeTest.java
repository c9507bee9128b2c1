package io.toolstream.policy.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolModeTest {
    @Test
    void ourInstructionStatesEitherMode() {
        assertThat(ToolMode.STATELESS.statedIn(RetoolFormat.INSTRUCTION))
                .contains(
                        "</interpreter>. Every program starts afresh: it sees nothing of the earlier ones. End with\n")
                .doesNotContain(ToolMode.PLACE);
        assertThat(ToolMode.SESSION.statedIn(RetoolFormat.INSTRUCTION))
                .contains("</interpreter>. A program sees what the earlier ones have defined: they run again,"
                        + " silently, before it. End with\n")
                .doesNotContain(ToolMode.PLACE);
    }

    @Test
    void anotherInstructionIsAddedToForASessionOnly() {
        assertThat(ToolMode.STATELESS.statedIn("Use code.\n\n")).isEqualTo("Use code.\n\n");
        assertThat(ToolMode.SESSION.statedIn("Use code.\n\n"))
                .isEqualTo("Use code.\nA program sees what the earlier ones have defined: they run again, silently,"
                        + " before it.\n\n");
    }

    @Test
    void aModelThatNeedsNoInstructionIsToldNothing() {
        for (ToolMode mode : ToolMode.values()) {
            assertThat(mode.statedIn("")).isEmpty();
        }
    }

    @Test
    void theFunctionIsVerlsUnlessTheProgramsAreASession() {
        assertThat(description(ToolMode.STATELESS)).isEqualTo("A tool for executing code.");
        assertThat(description(ToolMode.SESSION))
                .isEqualTo("A tool for executing code. A program sees what the earlier ones have defined: they run"
                        + " again, silently, before it.");
    }

    private static String description(ToolMode mode) {
        Object function = HermesFormat.tools(mode).getFirst().get("function");
        return function instanceof Map<?, ?> map ? String.valueOf(map.get("description")) : "";
    }
}
