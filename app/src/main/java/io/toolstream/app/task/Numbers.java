package io.toolstream.app.task;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// The numbers of one problem while they are being drawn.
final class Numbers {
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2099;
    private static final int PRIME_CERTAINTY = 40;

    private final RandomGenerator random;
    private final Map<String, String> values = new LinkedHashMap<>();

    private Numbers(RandomGenerator random) {
        this.random = random;
    }

    /// A draw that follows `recipe`.
    static Function<RandomGenerator, Map<String, String>> drawn(UnaryOperator<Numbers> recipe) {
        return random -> recipe.apply(new Numbers(random)).values;
    }

    /// `name` uniform in `[from, to]`.
    Numbers of(String name, int from, int to) {
        return put(name, between(from, to));
    }

    /// `name` as a multiple of the number `factor` by a number in `[from, to]`.
    Numbers times(String name, String factor, int from, int to) {
        return put(name, Integer.parseInt(values.getOrDefault(factor, "1")) * between(from, to));
    }

    /// `name` as a prime in `[from, to]`. Under a prime above its arguments a binomial coefficient never
    /// vanishes, so that
    /// the answer cannot be guessed.
    Numbers prime(String name, int from, int to) {
        int value;
        do {
            value = between(from, to);
        } while (!BigInteger.valueOf(value).isProbablePrime(PRIME_CERTAINTY));
        return put(name, value);
    }

    /// A date whose day every month has.
    Numbers date(String year, String month, String day) {
        return of(year, FIRST_YEAR, LAST_YEAR).of(month, 1, 12).of(day, 1, 28);
    }

    /// `name` and `modulus` without a common divisor.
    Numbers coprime(String name, int from, int to, String modulus, int modulusFrom, int modulusTo) {
        int value;
        int of;
        do {
            value = between(from, to);
            of = between(modulusFrom, modulusTo);
        } while (!BigInteger.valueOf(value).gcd(BigInteger.valueOf(of)).equals(BigInteger.ONE));
        return put(name, value).put(modulus, of);
    }

    /// `a x + b y = p` and `c x + d y = q` with exactly one solution, in whole numbers.
    Numbers linearSystem() {
        int x = between(12, 999);
        int y = between(12, 999);
        int a;
        int b;
        int c;
        int d;
        do {
            a = between(2, 60);
            b = between(2, 60);
            c = between(2, 60);
            d = between(2, 60);
        } while (a * d == b * c);
        return put("a", a)
                .put("b", b)
                .put("c", c)
                .put("d", d)
                .put("p", a * x + b * y)
                .put("q", c * x + d * y);
    }

    private int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    private Numbers put(String name, int value) {
        values.put(name, Integer.toString(value));
        return this;
    }
}
