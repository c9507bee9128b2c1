package io.toolstream.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs against answers that this test works out by other means, in Java.
class ProblemFamiliesTest {
    private static final int DRAWS = 30;
    private static final List<ProblemSource.Split> SPLITS = List.of(ProblemSource.Split.values());
    private static final ProblemSource SOURCE = new ProblemSource(ProblemFamilies.all());
    private static final Map<String, Function<TaskProblem, String>> ORACLES = Map.ofEntries(
            Map.entry(
                    "power_mod",
                    p -> big(p, "a").modPow(big(p, "b"), big(p, "m")).toString()),
            Map.entry(
                    "divisor_sum",
                    p -> ""
                            + IntStream.rangeClosed(1, at(p, "n"))
                                    .filter(d -> at(p, "n") % d == 0)
                                    .sum()),
            Map.entry(
                    "prime_count",
                    p -> ""
                            + IntStream.range(2, at(p, "n"))
                                    .filter(k -> BigInteger.valueOf(k).isProbablePrime(30))
                                    .count()),
            Map.entry(
                    "gcd_three",
                    p -> big(p, "a").gcd(big(p, "b")).gcd(big(p, "c")).toString()),
            Map.entry(
                    "lcm_three",
                    p -> lcm(lcm(big(p, "a"), big(p, "b")), big(p, "c")).toString()),
            Map.entry("linear_system", ProblemFamiliesTest::solved),
            Map.entry("to_base", p -> Integer.toString(at(p, "n"), at(p, "b"))),
            Map.entry(
                    "polynomial",
                    p -> big(p, "a")
                            .multiply(big(p, "x"))
                            .add(big(p, "b"))
                            .multiply(big(p, "x").pow(2))
                            .subtract(big(p, "c"))
                            .toString()),
            Map.entry(
                    "choose_mod",
                    p -> choose(at(p, "n"), at(p, "k")).mod(big(p, "m")).toString()),
            Map.entry("digit_sum", p -> "" + power(p).chars().map(c -> c - '0').sum()),
            Map.entry("recurrence", ProblemFamiliesTest::iterated),
            Map.entry(
                    "date_after",
                    p -> date(p, "Y", "M", "D").plusDays(at(p, "n")).toString()),
            Map.entry(
                    "days_between",
                    p -> "" + Math.abs(ChronoUnit.DAYS.between(date(p, "Y", "M", "D"), date(p, "U", "V", "W")))),
            Map.entry("two_draws", ProblemFamiliesTest::chance),
            Map.entry(
                    "either_multiple",
                    p -> ""
                            + (at(p, "n") / at(p, "a")
                                    + at(p, "n") / at(p, "b")
                                    - at(p, "n") / lcm(big(p, "a"), big(p, "b")).intValueExact())),
            Map.entry(
                    "grid_paths",
                    p -> choose(at(p, "a") + at(p, "b"), at(p, "b"))
                            .mod(big(p, "m"))
                            .toString()),
            Map.entry(
                    "power_sum",
                    p -> IntStream.rangeClosed(1, at(p, "n"))
                            .mapToObj(k -> BigInteger.valueOf(k).modPow(big(p, "p"), big(p, "m")))
                            .reduce(BigInteger.ZERO, BigInteger::add)
                            .mod(big(p, "m"))
                            .toString()),
            Map.entry("inverse_mod", p -> big(p, "a").modInverse(big(p, "m")).toString()),
            Map.entry("fibonacci_mod", ProblemFamiliesTest::fibonacci),
            Map.entry("digit_count", p -> "" + power(p).length()));

    @Test
    void theRightProgramPrintsTheAnswerAndFlawedOnesDoNot(@TempDir Path folder)
            throws IOException, InterruptedException {
        List<TaskProblem> problems = new ArrayList<>();
        Random random = new Random(11);
        for (ProblemFamily family : ProblemFamilies.all()) {
            for (int i = 0; i < DRAWS; i++) {
                problems.add(SOURCE.draw(family, SPLITS.get(i % 3), random));
            }
        }
        List<String> programs = new ArrayList<>();
        for (TaskProblem problem : problems) {
            programs.add(problem.right());
            programs.addAll(problem.flawed());
        }
        List<String> outputs = run(folder, programs);
        int at = 0;
        for (TaskProblem problem : problems) {
            String answer =
                    ORACLES.getOrDefault(problem.family(), _ -> "no oracle").apply(problem);
            assertThat(outputs.get(at++)).as(problem.question()).isEqualTo(answer);
            for (String flawed : problem.flawed()) {
                assertThat(outputs.get(at++)).as(flawed).isNotEqualTo(answer);
            }
        }
    }

    @Test
    void thereAreAtLeastEighteenFamiliesOfThirteenPhrasings() {
        assertThat(ProblemFamilies.all()).hasSizeGreaterThanOrEqualTo(18);
        assertThat(ProblemFamilies.all()).allSatisfy(family -> {
            assertThat(new HashSet<>(family.phrasings())).hasSize(13);
            assertThat(family.flawed()).hasSize(2);
        });
    }

    @Test
    void noNumberIsLeftOut() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            TaskProblem problem = SOURCE.draw(SPLITS.get(i % 3), random);
            assertThat(problem.question() + problem.right() + problem.flawed()).doesNotContain("{", "}");
        }
    }

    @Test
    void splitsAreDisjointUnderAnySeed() {
        Set<String> trained = keys(ProblemSource.Split.TRAINING, 1);
        Set<String> heldOut = keys(ProblemSource.Split.HELD_OUT, 2);
        Set<String> unseen = keys(ProblemSource.Split.UNSEEN_PHRASING, 3);

        assertThat(trained).doesNotContainAnyElementsOf(heldOut).doesNotContainAnyElementsOf(unseen);
    }

    @Test
    void theSeedDecides() {
        assertThat(SOURCE.draw(ProblemSource.Split.TRAINING, new Random(9)))
                .isEqualTo(SOURCE.draw(ProblemSource.Split.TRAINING, new Random(9)));
    }

    private static Set<String> keys(ProblemSource.Split split, long seed) {
        Random random = new Random(seed);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            keys.add(SOURCE.draw(split, random).key());
        }
        return keys;
    }

    /// Runs trusted programs in one interpreter; an error counts as the name of its type.
    private static List<String> run(Path folder, List<String> programs) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("import io, contextlib\n");
        for (String program : programs) {
            byte[] code = program.getBytes(StandardCharsets.UTF_8);
            script.append("out = io.StringIO()\ntry:\n with contextlib.redirect_stdout(out):\n  exec(bytes(")
                    .append(Arrays.toString(code))
                    .append(").decode(), {})\nexcept Exception as e:\n out.write(type(e).__name__)\n")
                    .append("print(out.getvalue().strip().replace('\\n', ' '))\n");
        }
        Path file = Files.writeString(folder.resolve("programs.py"), script);
        Process python = new ProcessBuilder("python3", "-I", "-W", "ignore", file.toString())
                .redirectErrorStream(true)
                .start();
        try (var output = python.getInputStream()) {
            List<String> lines = new String(output.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(python.waitFor()).as(String.join("\n", lines)).isZero();
            assertThat(lines).hasSameSizeAs(programs);
            return lines;
        }
    }

    private static int at(TaskProblem problem, String name) {
        return Integer.parseInt(problem.numbers().getOrDefault(name, "absent"));
    }

    private static BigInteger big(TaskProblem problem, String name) {
        return BigInteger.valueOf(at(problem, name));
    }

    private static String power(TaskProblem problem) {
        return big(problem, "a").pow(at(problem, "b")).toString();
    }

    private static BigInteger lcm(BigInteger a, BigInteger b) {
        return a.multiply(b).divide(a.gcd(b));
    }

    private static BigInteger choose(int n, int k) {
        BigInteger[] row = new BigInteger[k + 1];
        Arrays.fill(row, BigInteger.ZERO);
        row[0] = BigInteger.ONE;
        for (int i = 0; i < n; i++) {
            for (int j = k; j > 0; j--) {
                row[j] = row[j].add(row[j - 1]);
            }
        }
        return row[k];
    }

    private static LocalDate date(TaskProblem problem, String year, String month, String day) {
        return LocalDate.of(at(problem, year), at(problem, month), at(problem, day));
    }

    /// Tries every x instead of dividing determinants.
    private static String solved(TaskProblem problem) {
        for (int x = 0; x < 1_000; x++) {
            long rest = at(problem, "p") - (long) at(problem, "a") * x;
            if (rest % at(problem, "b") == 0
                    && at(problem, "c") * (long) x + at(problem, "d") * (rest / at(problem, "b")) == at(problem, "q")) {
                return Integer.toString(x);
            }
        }
        return "no solution";
    }

    /// The closed form `p^n x + q (p^n - 1) / (p - 1)`.
    private static String iterated(TaskProblem problem) {
        BigInteger p = big(problem, "p");
        BigInteger grown = p.pow(at(problem, "n"));
        BigInteger sum = grown.subtract(BigInteger.ONE).divide(p.subtract(BigInteger.ONE));
        return grown.multiply(big(problem, "x"))
                .add(big(problem, "q").multiply(sum))
                .mod(big(problem, "m"))
                .toString();
    }

    private static String chance(TaskProblem problem) {
        BigInteger ways = choose(at(problem, "a"), 2);
        BigInteger all = choose(at(problem, "a") + at(problem, "b"), 2);
        BigInteger common = ways.gcd(all);
        return ways.divide(common) + "/" + all.divide(common);
    }

    /// By powers of a matrix instead of by adding.
    private static String fibonacci(TaskProblem problem) {
        BigInteger modulus = big(problem, "m");
        BigInteger f = BigInteger.ZERO;
        BigInteger next = BigInteger.ONE;
        String bits = Integer.toBinaryString(at(problem, "n"));
        for (int i = 0; i < bits.length(); i++) {
            char bit = bits.charAt(i);
            BigInteger twice = f.multiply(next.shiftLeft(1).subtract(f)).mod(modulus);
            BigInteger after = f.multiply(f).add(next.multiply(next)).mod(modulus);
            f = bit == '1' ? after : twice;
            next = bit == '1' ? twice.add(after).mod(modulus) : after;
        }
        return f.toString();
    }
}
