package io.toolstream.grading;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads an arithmetic or algebraic expression in LaTeX or plain text, and computes it at a few fixed points,
/// the same on every machine: letters are variables, `e` and `\pi` are themselves.
///
/// Understood: `+ - * / ^ ! %`, juxtaposition, brackets, `\frac`, `\sqrt`, mixed numbers, and common functions.
/// Anything else has no value.
final class Expression {
    private static final int POINTS = 3;
    private static final int DEEPEST = 60;
    private static final int LARGEST_FACTORIAL = 18;

    private final String text;
    private final StepBudget budget;
    private int at;
    private int depth;

    private Expression(String text, StepBudget budget) {
        this.text = text;
        this.budget = budget;
    }

    /// What the whole of `text` comes to at each point; null when it is no expression, or has no finite value.
    static double @Nullable [] values(String text, StepBudget budget) {
        budget.spend(text.length());
        Expression reading = new Expression(text, budget);
        double[] values = reading.sum();
        if (values == null || reading.at != text.length()) {
            return null;
        }
        return Arrays.stream(values).allMatch(Double::isFinite) ? values : null;
    }

    private double @Nullable [] sum() {
        if (++depth > DEEPEST) {
            return null;
        }
        double[] total = product();
        while (total != null && (sees('+') || sees('-'))) {
            DoubleBinaryOperator operator = text.charAt(at++) == '+' ? Double::sum : (a, b) -> a - b;
            total = both(total, product(), operator);
        }
        depth--;
        return total;
    }

    private double @Nullable [] product() {
        budget.spend(1);
        if (sees('-') || sees('+')) {
            boolean negative = text.charAt(at++) == '-';
            double[] value = product();
            return value == null || !negative ? value : each(value, v -> -v);
        }
        int start = at;
        double[] total = power();
        // A whole number before a fraction of digits is a mixed number.
        if (total != null && digits(start, at) && text.startsWith("\\frac{", at)) {
            int fraction = at;
            double[] part = power();
            return digitsOnly(fraction) ? both(total, part, Double::sum) : both(total, part, (a, b) -> a * b);
        }
        while (total != null && at < text.length()) {
            if (takes("*") || takes("\\cdot") || takes("\\times")) {
                total = both(total, signed(), (a, b) -> a * b);
            } else if (takes("/") || takes("\\div")) {
                total = both(total, signed(), (a, b) -> a / b);
            } else if (startsFactor()) {
                total = both(total, power(), (a, b) -> a * b);
            } else {
                break;
            }
        }
        return total;
    }

    private double @Nullable [] signed() {
        if (takes("-")) {
            double[] value = power();
            return value == null ? null : each(value, v -> -v);
        }
        return power();
    }

    private boolean digits(int from, int to) {
        return from < to && text.substring(from, to).chars().allMatch(Character::isDigit);
    }

    private boolean digitsOnly(int from) {
        return text.substring(from + "\\frac".length(), at).matches("[{}0-9]+");
    }

    private boolean startsFactor() {
        char c = text.charAt(at);
        return Character.isDigit(c) || isLetter(c) || c == '(' || c == '{' || c == '\\' || c == '.';
    }

    private double @Nullable [] power() {
        double[] base = atom();
        while (base != null && (sees('!') || sees('%'))) {
            base = each(base, text.charAt(at++) == '!' ? Expression::factorial : value -> value / 100);
        }
        if (base != null && takes("^")) {
            double[] exponent = sees('{') || sees('(') ? atom() : signed1();
            return both(base, exponent, StrictMath::pow);
        }
        return base;
    }

    /// An exponent without braces is one digit, letter or command, with a sign in plain text.
    private double @Nullable [] signed1() {
        if (takes("-")) {
            double[] value = atom();
            return value == null ? null : each(value, v -> -v);
        }
        return atom();
    }

    private static double factorial(double value) {
        if (value < 0 || value > LARGEST_FACTORIAL || value != StrictMath.rint(value)) {
            return Double.NaN;
        }
        double product = 1;
        for (int i = 2; i <= value; i++) {
            product *= i;
        }
        return product;
    }

    private double @Nullable [] atom() {
        budget.spend(1);
        if (at >= text.length()) {
            return null;
        }
        char c = text.charAt(at);
        if (c == '(') {
            return bracketed(')');
        }
        if (c == '{') {
            return bracketed('}');
        }
        if (Character.isDigit(c) || c == '.') {
            return number();
        }
        if (isLetter(c)) {
            at++;
            return c == 'e' ? constant(StrictMath.E) : variable(c);
        }
        return c == '\\' ? command() : null;
    }

    private double @Nullable [] bracketed(char closing) {
        at++;
        double[] inside = sum();
        return inside != null && takes(String.valueOf(closing)) ? inside : null;
    }

    private double @Nullable [] number() {
        int from = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        try {
            return constant(Double.parseDouble(text.substring(from, at)));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private double @Nullable [] command() {
        if (takes("\\frac")) {
            return both(argument(), argument(), (a, b) -> a / b);
        }
        if (takes("\\sqrt[3]")) {
            return eachOf(argument(), StrictMath::cbrt);
        }
        if (takes("\\sqrt")) {
            return eachOf(argument(), StrictMath::sqrt);
        }
        if (takes("\\pi")) {
            return constant(StrictMath.PI);
        }
        if (takes("\\ln") || takes("\\log")) {
            return eachOf(argument(), StrictMath::log);
        }
        if (takes("\\sin")) {
            return eachOf(argument(), StrictMath::sin);
        }
        if (takes("\\cos")) {
            return eachOf(argument(), StrictMath::cos);
        }
        return takes("\\tan") ? eachOf(argument(), StrictMath::tan) : greek();
    }

    /// `\alpha` and the like are variables of their own.
    private double @Nullable [] greek() {
        int from = ++at;
        while (at < text.length() && isLetter(text.charAt(at))) {
            at++;
        }
        return switch (text.substring(from, at)) {
            case "alpha", "beta", "gamma", "delta", "theta", "lambda", "phi", "omega" ->
                variable((char) (0x100 + text.charAt(from) * 7 + at - from));
            default -> null;
        };
    }

    /// What a command takes: braces, brackets, or a single digit or letter as in `\frac12`.
    private double @Nullable [] argument() {
        if (at < text.length() && Character.isDigit(text.charAt(at))) {
            return constant(text.charAt(at++) - '0');
        }
        return atom();
    }

    private boolean sees(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean takes(String token) {
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static double[] constant(double value) {
        double[] values = new double[POINTS];
        Arrays.fill(values, value);
        return values;
    }

    /// Positive and of no simple relation to one another.
    private static double[] variable(char name) {
        double[] values = new double[POINTS];
        for (int point = 0; point < POINTS; point++) {
            values[point] = 0.3 + StrictMath.abs(StrictMath.sin(name * 12.9898 + point * 78.233)) * 2;
        }
        return values;
    }

    private static double[] each(double[] values, DoubleUnaryOperator operator) {
        return Arrays.stream(values).map(operator).toArray();
    }

    private static double @Nullable [] eachOf(double @Nullable [] values, DoubleUnaryOperator operator) {
        return values == null ? null : each(values, operator);
    }

    private static double @Nullable [] both(
            double @Nullable [] left, double @Nullable [] right, DoubleBinaryOperator operator) {
        if (left == null || right == null) {
            return null;
        }
        double[] values = new double[POINTS];
        for (int point = 0; point < POINTS; point++) {
            values[point] = operator.applyAsDouble(left[point], right[point]);
        }
        return values;
    }
}
