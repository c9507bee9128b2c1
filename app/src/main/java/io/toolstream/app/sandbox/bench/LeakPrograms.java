package io.toolstream.app.sandbox.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Programs that leave behind whatever a program can: most end well, with packages, sessions and without, some raise,
/// flood, write files, start threads, or have to be killed.
final class LeakPrograms {
    private static final int HUNDRED = 100;
    private static final List<String> HOSTILE = List.of(
            "raise ValueError('on purpose')",
            "print('x' * 200_000)",
            "for i in range(20):\n    open(f'file{i}', 'w').write('y' * 1000)",
            "import threading\nfor i in range(8):\n    threading.Thread(target=print, args=(i,)).start()",
            "import os\nos.abort()",
            "x = bytearray(64 << 20)\nprint(len(x))",
            "while True:\n    pass");

    /// A short clock, for those that do not end.
    private static final Limits SHORT = Limits.USUAL.withWall(Duration.ofMillis(500));

    /// Of every hundred programs, in this order.
    private static final List<Share> MIX = List.of(
            new Share(
                    "hostile",
                    HOSTILE.size(),
                    n -> Program.of(HOSTILE.get(n % HUNDRED)).with(SHORT)),
            new Share("sympy", 4, n -> Program.of(BenchProgram.SYMPY.code(n))),
            new Share("numpy", 20, n -> Program.of(BenchProgram.NUMPY.code(n))),
            new Share("session", 9, LeakPrograms::session),
            new Share("print", 60, n -> Program.of(BenchProgram.PRINT.code(n))));

    private LeakPrograms() {}

    /// @param hundredth how many of every hundred
    private record Share(String title, int hundredth, IntFunction<Program> make) {}

    static List<Program> of(int number) {
        return IntStream.range(0, number).mapToObj(LeakPrograms::program).toList();
    }

    /// By title, how many of every hundred.
    static ObjectNode mix() {
        ObjectNode mix = JsonNodeFactory.instance.objectNode();
        MIX.forEach(share -> mix.put(share.title, share.hundredth));
        return mix;
    }

    private static Program program(int n) {
        int place = n % HUNDRED;
        for (Share share : MIX) {
            if (place < share.hundredth) {
                return share.make.apply(n);
            }
            place -= share.hundredth;
        }
        throw new IllegalStateException("the shares of the mix add up to less than " + HUNDRED);
    }

    /// Of three programs: one ends in an error, one uses a package.
    private static Program session(int n) {
        return Program.of("print(x + len(rows))")
                .after(List.of("x = %d\n1 / 0".formatted(n), "import numpy as np\nrows = np.arange(7)", "x += 1"));
    }
}
