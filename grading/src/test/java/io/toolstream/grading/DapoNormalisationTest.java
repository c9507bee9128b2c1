package io.toolstream.grading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DapoNormalisationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "x = 42; 42",
                "1, 3, 5, 15; 13515",
                "\\frac 59; \\frac{5}{9}",
                "\\frac{270}7\\text{ degrees}; \\frac{270}7",
                "15\\mbox{ cm}^2; 15",
                "\\$32,\\!348; 32348",
                "106^\\circ; 106",
                "\\sqrt[3]{7}; \\sqrt{[}3]{7}",
                "\\text{east}; east",
                "\\boxed{\\frac{1}{2}}; \\frac{1}{2}",
                "the value $7$ or $8$; 7",
                "$(-6,6)$, $(2,6)$; (-6,6)",
                "-1,0,1; -1,0,1",
            })
    void answersShrinkToTheirNormalForm(String answer, String normal) {
        assertThat(DapoNormalisation.of(answer)).isEqualTo(normal);
    }

    @Test
    void aDegenerateAnswerIsNormalisedInLinearTime() {
        String unclosed = "\\text{\\boxed{\\overline{frac$sqrt".repeat(50_000);

        assertThat(DapoNormalisation.of(unclosed)).isNotEmpty();
    }
}
