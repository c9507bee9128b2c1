package io.toolstream.grading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerExtractionTest {
    @Test
    void theLastBoxIsTakenWithItsInnerBraces() {
        assertThat(AnswerExtraction.lastBoxed("\\boxed{1} then \\boxed{\\frac{2}{3}}."))
                .isEqualTo("\\frac{2}{3}");
    }

    @Test
    void anUnclosedLastBoxHidesEarlierOnes() {
        assertThat(AnswerExtraction.lastBoxed("\\boxed{1} \\boxed{2")).isNull();
    }

    @Test
    void aSoleAnswerStandsAtTheVeryEnd() {
        assertThat(AnswerExtraction.soleAnswer("so\n<answer>\\boxed{42}</answer><|im_end|>"))
                .isEqualTo("42");
        assertThat(AnswerExtraction.soleAnswer("<answer> \\boxed{42} </answer>\n"))
                .isEqualTo("42");
        assertThat(AnswerExtraction.soleAnswer("<answer>\\boxed{42}</answer> or so"))
                .isNull();
    }

    @Test
    void twoAnswersAreNone() {
        assertThat(AnswerExtraction.soleAnswer("<answer>\\boxed{1}</answer> <answer>\\boxed{2}</answer>"))
                .isNull();
        assertThat(AnswerExtraction.soleAnswer("<answer>\\boxed{1}</answer></answer>"))
                .isNull();
    }

    @Test
    void anAnswerHoldsOneBoxAndNothingElse() {
        assertThat(AnswerExtraction.soleAnswer("<answer>42</answer>")).isNull();
        assertThat(AnswerExtraction.soleAnswer("<answer>\\boxed{1}\\boxed{2}</answer>"))
                .isNull();
        assertThat(AnswerExtraction.soleAnswer("<answer>\\boxed{1</answer>")).isNull();
    }

    @Test
    void theLastAnswerLineWins() {
        assertThat(AnswerExtraction.lastAnswerLine("Answer: 3\nANSWER : 4 \nend"))
                .isEqualTo("4 ");
        assertThat(AnswerExtraction.lastAnswerLine("Answer: so Answer: 4")).isEqualTo("so Answer: 4");
        assertThat(AnswerExtraction.lastAnswerLine("Answer:\n\n7")).isEqualTo("7");
        assertThat(AnswerExtraction.lastAnswerLine("Answer 9")).isNull();
        assertThat(AnswerExtraction.lastAnswerLine("Answer:\n")).isNull();
    }
}
