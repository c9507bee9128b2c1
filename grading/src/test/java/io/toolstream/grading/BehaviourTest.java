package io.toolstream.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BehaviourTest {
    private static final CodeCall FAILED = new CodeCall("# try\nimport math\n\nprint(x)", false, 20);
    private static final CodeCall PASSED = new CodeCall("print(1)", true, 60);
    private static final CodeCall EARLY = new CodeCall("a = 1\nb = 2\na + b", true, 0);
    private static final Behaviour CORRECTED = Behaviour.of(true, 80, 100, List.of(FAILED, PASSED));
    private static final Behaviour BROKEN = Behaviour.of(false, 30, 40, List.of(EARLY, FAILED));
    private static final Behaviour PLAIN = Behaviour.of(false, 10, 10, List.of());

    @Test
    void aFailureThatIsFollowedByASuccessIsASelfCorrection() {
        assertThat(CORRECTED.selfCorrected()).isTrue();
        assertThat(CORRECTED.lastPassed()).isTrue();
        assertThat(CORRECTED.codeLines()).isEqualTo(3);
        assertThat(CORRECTED.firstCallAt()).isEqualTo(0.2);
        assertThat(CORRECTED.meanCallAt()).isCloseTo(0.4, within(1e-12));
        assertThat(BROKEN.selfCorrected()).isFalse();
        assertThat(BROKEN.lastPassed()).isFalse();
    }

    @Test
    void sumsGiveThePapersMetrics() {
        BehaviourSums sums = BehaviourSums.NONE.plus(CORRECTED).plus(BROKEN).plus(PLAIN);

        assertThat(sums.accuracy()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(sums.codeRatio()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(sums.responseLength()).isEqualTo(50);
        assertThat(sums.policyLength()).isEqualTo(40);
        assertThat(sums.codeLinesPerResponse()).isCloseTo(8.0 / 3, within(1e-12));
        assertThat(sums.codeLinesPerCall()).isEqualTo(2);
        assertThat(sums.passRate()).isEqualTo(0.5);
        assertThat(sums.lastPassRateOfCorrect()).isEqualTo(1);
        assertThat(sums.lastPassRateOfWrong()).isZero();
        assertThat(sums.firstInvocation()).isCloseTo(0.1, within(1e-12));
        assertThat(sums.meanInvocation()).isCloseTo((0.4 + 0.25) / 2, within(1e-12));
        assertThat(sums.selfCorrected()).isEqualTo(1);
    }

    @Test
    void foldingInPartsGivesTheSameSums() {
        BehaviourSums whole = BehaviourSums.NONE.plus(CORRECTED).plus(BROKEN).plus(PLAIN);
        BehaviourSums parts = BehaviourSums.NONE
                .plus(CORRECTED)
                .plus(BehaviourSums.NONE.plus(BROKEN).plus(PLAIN));

        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void aShareOfNothingIsNotANumber() {
        assertThat(BehaviourSums.NONE.codeRatio()).isNaN();
        assertThat(BehaviourSums.NONE.firstInvocation()).isNaN();
    }

    @Test
    void aProgramBeyondTheResponseIsRefused() {
        assertThatThrownBy(() -> Behaviour.of(true, 5, 10, List.of(PASSED)))
                .hasMessage("a program starts at token 60 of a response of 10 tokens; count both after the prompt");
    }
}
