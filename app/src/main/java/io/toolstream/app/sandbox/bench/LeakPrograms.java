package io.toolstream.app.sandbox.bench;

import io.toolstream.schemas.sandbox.Limits;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// Programs that leave behind whatever a program can: most end well, some raise, flood, write files, start threads, or
/// have to be killed.
final class LeakPrograms {
    /// A short clock, for those that do not end.
    static final Limits LIMITS = Limits.USUAL.withWall(Duration.ofMillis(500));

    private static final int KINDS = 100;
    private static final List<String> RARE = List.of(
            "raise ValueError('on purpose')",
            "print('x' * 200_000)",
            "for i in range(20):\n    open(f'file{i}', 'w').write('y' * 1000)",
            "import threading\nfor i in range(8):\n    threading.Thread(target=print, args=(i,)).start()",
            "import os\nos.abort()",
            "x = bytearray(64 << 20)\nprint(len(x))",
            "while True:\n    pass",
            "import numpy as np\nprint(np.ones((300, 300)).sum())");

    private LeakPrograms() {}

    /// One of each rare kind in every hundred programs.
    static List<String> codes(int number) {
        return IntStream.range(0, number)
                .mapToObj(n -> n % KINDS < RARE.size() ? RARE.get(n % KINDS) : BenchProgram.PRINT.code(n))
                .toList();
    }
}
