package io.toolstream.grading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EquivalenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0.5; \\frac{1}{2}",
                "2/4; 0.50",
                "-\\dfrac{3}{6}; -.5",
                "1,234; 1234",
                "\\$1,234; 1234.0",
                "007; 7",
                "45.00; 45",
                "\\text{east}; \\text{east}",
            })
    void equalAnswersAgree(String answer, String reference) {
        assertThat(Equivalence.compare(answer, reference, StepBudget.of(100_000)))
                .isEqualTo(Verdict.CORRECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0.333; 1/3", "1,2; 12", "1,23; 123", "1/0; 1", "; ''", "42; -42", "1023/1024; 1", "1.2.3; 1.23"})
    void differentAnswersDoNot(String answer, String reference) {
        assertThat(Equivalence.compare(answer == null ? "" : answer, reference, StepBudget.of(100_000)))
                .isEqualTo(Verdict.WRONG);
    }
}
