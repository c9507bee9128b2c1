package io.toolstream.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RewardPresetsTest {
    private static final String RIGHT = "<answer>\\boxed{42}</answer>";

    @Test
    void thePaperPaysOneForARightAnswerAndTakesOneForAWrongOne() {
        Grade right = RewardPresets.paper().grade(Response.of(RIGHT), "42");
        Grade wrong = RewardPresets.paper().grade(Response.of(RIGHT), "43");

        assertThat(right.reward()).isEqualTo(1.0);
        assertThat(right.verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(right.rewardFunction()).isEqualTo("paper/2");
        assertThat(right.predicted()).isEqualTo("42");
        assertThat(wrong.reward()).isEqualTo(-1.0);
        assertThat(wrong.verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void thePaperPaysNothingForARightAnswerThatALimitCutOff() {
        assertThat(RewardPresets.paper()
                        .grade(new Response(RIGHT, 1, false), "42")
                        .reward())
                .isEqualTo(-1.0);
    }

    @Test
    void verlForgivesOneTenthForEachCodeCallUpToFour() {
        RewardFunction verl = RewardPresets.verl();

        assertThat(verl.grade(new Response("\\boxed{1}", 0, true), "2").reward())
                .isEqualTo(-1.0);
        assertThat(verl.grade(new Response("\\boxed{1}", 2, true), "2").reward())
                .isEqualTo(-0.8, within(1e-12));
        assertThat(verl.grade(new Response("\\boxed{1}", 9, true), "2").reward())
                .isEqualTo(-0.6, within(1e-12));
        assertThat(verl.grade(new Response("\\boxed{2}", 9, true), "2").reward())
                .isEqualTo(1.0);
        assertThat(verl.grade(new Response("\\boxed{ 2 }", 0, true), "2").reward())
                .isEqualTo(-1.0);
    }

    @Test
    void verlSeesOnlyTheLastHundredCharacters() {
        assertThat(RewardPresets.verl()
                        .grade(Response.of("\\boxed{2}" + ".".repeat(100)), "2")
                        .reward())
                .isEqualTo(-1.0);
    }

    @Test
    void dapoPrefersAnAnswerLineOverABox() {
        assertThat(RewardPresets.dapo()
                        .grade(Response.of("Answer: $1,000$ km\n\\boxed{7}"), "1000")
                        .reward())
                .isEqualTo(1.0);
        assertThat(RewardPresets.dapo().grade(Response.of("so \\boxed{7}"), "7").reward())
                .isEqualTo(1.0);
    }

    @Test
    void anAnswerOverTheStepBudgetIsUndecidedAndPaysAsWrong() {
        Grade grade =
                RewardPresets.paper().grade(Response.of("<answer>\\boxed{" + "9".repeat(5000) + "}</answer>"), "42");

        assertThat(grade.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(grade.reward()).isEqualTo(-1.0);
    }

    @Test
    void anUnknownPresetIsRefusedWithTheKnownNames() {
        assertThatThrownBy(() -> RewardPresets.named("papper"))
                .hasMessage("no reward function is called 'papper'; choose one of [paper, verl, dapo]");
    }
}
