package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.sandbox.Echo;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static final List<String> ALL = List.of("std", "numpy", "sympy", "scipy");

    @Test
    void aProgramGetsTheSmallestTemplateThatHoldsItsPackages() {
        assertThat(chosen(ALL, "print(1)")).isZero();
        assertThat(chosen(ALL, "import numpy as np")).isEqualTo(1);
        assertThat(chosen(ALL, "from sympy import *\nimport numpy")).isEqualTo(2);
        assertThat(chosen(ALL, "__import__('scipy.stats')")).isEqualTo(3);
    }

    @Test
    void aTemplateThatIsNotThereIsPassedOver() {
        assertThat(chosen(List.of("std", "sympy"), "import sympy")).isEqualTo(1);
        assertThat(chosen(List.of("std", "sympy"), "import numpy")).isZero();
        assertThat(chosen(List.of("std", "numpy"), "import scipy, numpy")).isEqualTo(1);
    }

    @Test
    void earlierBlocksOfASessionCount() {
        Program program = new Program("solve(x)", List.of("from sympy import *"), "", Echo.AST, 0, Limits.USUAL);

        assertThat(Template.chosen(Template.USUAL, ALL, program)).isEqualTo(2);
    }

    private static int chosen(List<String> kept, String code) {
        return Template.chosen(Template.USUAL, kept, Program.of(code));
    }
}
