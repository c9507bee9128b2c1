package io.toolstream.grading;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// A fraction in lowest terms; the denominator is positive.
record ExactNumber(BigInteger numerator, BigInteger denominator) {
    /// Longest literal that is read; longer ones are over the budget of any grading.
    private static final int MAX_DIGITS = 1000;

    ExactNumber {
        if (denominator.signum() == 0) {
            throw new IllegalArgumentException("denominator of " + numerator + " is zero; give a fraction that exists");
        }
        BigInteger shared = numerator.gcd(denominator);
        if (denominator.signum() < 0) {
            shared = shared.negate();
        }
        numerator = numerator.divide(shared);
        denominator = denominator.divide(shared);
    }

    /// Reads an integer, a decimal, or a fraction written `a/b` or `\frac{a}{b}`, with a sign, thousands commas
    /// and dollar signs around it; null for anything else.
    static @Nullable ExactNumber parse(String text, StepBudget budget) {
        budget.spend(text.length());
        String plain = text.replace("$", "").replace("\\", "").replace(" ", "").replace("dfrac", "frac");
        boolean negative = plain.startsWith("-");
        String magnitude = negative || plain.startsWith("+") ? plain.substring(1) : plain;
        ExactNumber number = magnitude.startsWith("frac{") && magnitude.endsWith("}")
                ? quotient(magnitude.substring(5, magnitude.length() - 1), "}{", budget)
                : magnitude.contains("/") ? quotient(magnitude, "/", budget) : decimal(magnitude, budget);
        return number == null || !negative ? number : new ExactNumber(number.numerator.negate(), number.denominator);
    }

    private static @Nullable ExactNumber quotient(String text, String separator, StepBudget budget) {
        int at = text.indexOf(separator);
        if (at < 0) {
            return null;
        }
        ExactNumber above = decimal(text.substring(0, at), budget);
        ExactNumber below = decimal(text.substring(at + separator.length()), budget);
        if (above == null || below == null || below.numerator.signum() == 0) {
            return null;
        }
        return new ExactNumber(
                above.numerator.multiply(below.denominator), above.denominator.multiply(below.numerator));
    }

    private static @Nullable ExactNumber decimal(String text, StepBudget budget) {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        int point = digits.indexOf('.');
        String whole = withoutThousands(point < 0 ? digits : digits.substring(0, point));
        String fraction = point < 0 ? "" : digits.substring(point + 1);
        String all = whole + fraction;
        if (all.isEmpty() || !all.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        if (all.length() > MAX_DIGITS) {
            throw new BudgetSpentException("a number of " + all.length() + " digits is over " + MAX_DIGITS);
        }
        budget.spend((long) all.length() * all.length());
        BigInteger value = new BigInteger(negative ? "-" + all : all);
        return new ExactNumber(value, BigInteger.TEN.pow(fraction.length()));
    }

    /// Drops commas that separate groups of three; other commas stay, and make the text no number.
    private static String withoutThousands(String whole) {
        String[] groups = whole.split(",", -1);
        if (groups.length == 1 || groups[0].isEmpty() || groups[0].length() > 3) {
            return whole;
        }
        for (int i = 1; i < groups.length; i++) {
            if (groups[i].length() != 3) {
                return whole;
            }
        }
        return String.join("", groups);
    }
}
