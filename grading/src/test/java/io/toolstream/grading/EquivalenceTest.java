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
                "East; \\text{east}",
                "x = 5; 5",
                "5 \\text{ cm}^2; 5",
                "\\left( 3, \\frac{\\pi}{2} \\right); (3,\\pi/2)",
                "\\{2, 1\\}; \\{1, 2\\}",
                "4, .1, 2; 0.1, 4, 2",
                "2\\sqrt{2}; \\sqrt8",
                "(x+1)^2; x^2 + 2x + 1",
                "3\\frac{1}{4}; \\frac{13}{4}",
                "-\\frac{\\sqrt3}{2}; \\frac{-\\sqrt{3}}{2}",
                "2^{10}; 1024",
                "5!; 120",
                "30^\\circ; 30",
                "10\\%; 0.1",
                "12.5%; 12.5\\%",
            })
    void equalAnswersAgree(String answer, String reference) {
        assertThat(Equivalence.compare(answer, reference, StepBudget.of(100_000)))
                .isEqualTo(Verdict.CORRECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0.333; 1/3",
                "1,2; 12",
                "1,23; 123",
                "1/0; 1",
                "; ''",
                "42; -42",
                "1023/1024; 1",
                "1.2.3; 1.23",
                "(1,2); (2,1)",
                "(1,2); [1,2]",
                "on; no",
                "x+1; x+2",
                "2^{100}; 2^{100}+1",
                "\\sqrt{2}; 1.41421",
                "-x; x",
                "10\\%; 10",
                "1,1,2; 1,2,2"
            })
    void differentAnswersDoNot(String answer, String reference) {
        assertThat(Equivalence.compare(answer == null ? "" : answer, reference, StepBudget.of(100_000)))
                .isEqualTo(Verdict.WRONG);
    }
}
