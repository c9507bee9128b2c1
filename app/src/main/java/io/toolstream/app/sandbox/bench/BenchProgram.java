package io.toolstream.app.sandbox.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The programs that are timed. No two of a kind are equal, so that nothing can be remembered of the last one.
enum BenchProgram {
    /// Standard library only.
    PRINT {
        @Override
        String code(int n) {
            return "print(%d)".formatted(n);
        }
    },
    /// One sum over an array.
    NUMPY {
        @Override
        String code(int n) {
            return "import numpy as np\nprint(np.arange(%d).sum())".formatted(1_000 + n);
        }
    },
    /// The roots of a cubic equation with whole roots.
    SYMPY {
        @Override
        String code(int n) {
            long a = 1L + n % 7;
            long b = 2L + n % 11;
            long c = -1L - n % 13;
            return "from sympy import symbols, solve\nx = symbols('x')\nprint(solve(x**3 - (%d)*x**2 + (%d)*x - (%d), x))"
                    .formatted(a + b + c, a * b + b * c + a * c, a * b * c);
        }
    };

    /// The `n`-th program of this kind.
    abstract String code(int n);

    /// Its name in reports.
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The programs from `first` on.
    List<String> codes(int first, int number) {
        return IntStream.range(first, first + number).mapToObj(this::code).toList();
    }
}
