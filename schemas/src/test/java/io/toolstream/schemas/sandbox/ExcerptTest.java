package io.toolstream.schemas.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void aShortTextIsWhole() {
        assertThat(Excerpt.of("abcd", 4).marked("...")).isEqualTo("abcd");
    }

    @Test
    void ofALongOneHeadAndTailAreKept() {
        assertThat(Excerpt.of("abcdefg", 4)).isEqualTo(new Excerpt("ab", "fg", 3));
        assertThat(Excerpt.of("abcdefg", 4).marked("...")).isEqualTo("ab...fg");
        assertThat(Excerpt.of("abcdefg", 1)).isEqualTo(new Excerpt("", "", 7));
    }

    @Test
    void aPairOfSurrogatesIsNotTorn() {
        assertThat(Excerpt.of("a\uD83D\uDE00bcdef\uD83D\uDE00g", 4)).isEqualTo(new Excerpt("a", "g", 9));
    }

    @Test
    void aResultSaysWhatWasCutOfIt() {
        ProgramResult result =
                new ProgramResult(ProgramStatus.ERROR, 1, "abcdefg", "xy", 7, 2, false, Duration.ZERO, Duration.ZERO);

        assertThat(result.cutTo(4))
                .isEqualTo(new ProgramResult(
                        ProgramStatus.ERROR,
                        1,
                        "ab\n... [3 characters cut] ...\nfg",
                        "xy",
                        7,
                        2,
                        true,
                        Duration.ZERO,
                        Duration.ZERO));
        assertThat(result.cutTo(7)).isEqualTo(result);
    }
}
