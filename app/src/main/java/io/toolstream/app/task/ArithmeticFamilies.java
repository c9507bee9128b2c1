package io.toolstream.app.task;

import java.util.List;

/// Families about powers, divisors, digits and equations.
final class ArithmeticFamilies {
    private ArithmeticFamilies() {}

    static List<ProblemFamily> all() {
        return List.of(
                powerMod(),
                divisorSum(),
                primeCount(),
                gcdThree(),
                lcmThree(),
                linearSystem(),
                toBase(),
                polynomial(),
                chooseMod(),
                digitSum());
    }

    private static ProblemFamily powerMod() {
        return new ProblemFamily(
                "power_mod",
                Numbers.drawn(n -> n.of("a", 12, 9999).of("b", 100, 9999).of("m", 1001, 99999)),
                List.of(
                        "What is the remainder of {a}^{b} divided by {m}?",
                        "Compute {a}^{b} mod {m}.",
                        "Raise {a} to the power {b} and reduce modulo {m}.",
                        "A wheel with {m} marks starts at 1 and is multiplied {b} times by {a}. Where does it stop?",
                        "Take {a} as a factor {b} times; what is left modulo {m}?"),
                "print(pow({a},{b},{m}))",
                List.of("print({a}*{b}%{m})", "print(pow({a},{m},{b}))"));
    }

    private static ProblemFamily divisorSum() {
        return new ProblemFamily(
                "divisor_sum",
                Numbers.drawn(n -> n.of("n", 1000, 30000)),
                List.of(
                        "What is the sum of all divisors of {n}?",
                        "Add up every positive divisor of {n}.",
                        "Find the total of the numbers that divide {n}, with 1 and {n}.",
                        "A lock opens with the sum of the divisors of {n}. Which number opens it?",
                        "Which number results when all divisors of {n} are summed?"),
                "n={n}\nprint(sum(d for d in range(1,n+1) if n%d==0))",
                List.of(
                        "n={n}\nprint(sum(d for d in range(1,n) if n%d==0))",
                        "n={n}\nprint(sum(n%d==0 for d in range(1,n+1)))"));
    }

    private static ProblemFamily primeCount() {
        return new ProblemFamily(
                "prime_count",
                Numbers.drawn(n -> n.of("n", 1000, 6000)),
                List.of(
                        "How many primes are below {n}?",
                        "Count the primes smaller than {n}.",
                        "Find the number of primes p with p < {n}.",
                        "A list holds every prime under {n}. How long is it?",
                        "Up to but without {n}, how many primes occur?"),
                "n={n}\nprint(sum(all(k%d for d in range(2,int(k**.5)+1)) for k in range(2,n)))",
                List.of(
                        "n={n}\nprint(sum(all(k%d for d in range(2,int(k**.5))) for k in range(2,n)))",
                        "n={n}\nprint(sum(is_prime(k) for k in range(2,n)))"));
    }

    private static ProblemFamily gcdThree() {
        return new ProblemFamily(
                "gcd_three",
                Numbers.drawn(n -> n.of("g", 12, 999)
                        .times("a", "g", 11, 99)
                        .times("b", "g", 11, 99)
                        .times("c", "g", 11, 99)),
                List.of(
                        "What is the greatest common divisor of {a}, {b} and {c}?",
                        "Compute gcd({a}, {b}, {c}).",
                        "Find the largest number that divides {a}, {b} and {c}.",
                        "Bars of {a}, {b} and {c} cm are cut into equal pieces without rest. How long can a piece be?",
                        "Name the highest common factor shared by {a}, {b} and {c}."),
                "from math import *\nprint(gcd({a},{b},{c}))",
                List.of("print(gcd({a},{b},{c}))", "from math import *\nprint(lcm({a},{b},{c}))"));
    }

    private static ProblemFamily lcmThree() {
        return new ProblemFamily(
                "lcm_three",
                Numbers.drawn(n -> n.of("a", 12, 999).of("b", 12, 999).of("c", 12, 999)),
                List.of(
                        "What is the least common multiple of {a}, {b} and {c}?",
                        "Compute lcm({a}, {b}, {c}).",
                        "Find the smallest number that {a}, {b} and {c} divide.",
                        "Bells ring every {a}, {b} and {c} seconds. After how many seconds do all ring together?",
                        "Name the lowest multiple shared by {a}, {b} and {c}."),
                "from math import *\nprint(lcm({a},{b},{c}))",
                List.of("print(lcm({a},{b},{c}))", "from math import *\nprint({a}*{b}*{c}+gcd({a},{b}))"));
    }

    private static ProblemFamily linearSystem() {
        return new ProblemFamily(
                "linear_system",
                Numbers.drawn(n -> n.linearSystem()),
                List.of(
                        "Solve {a}x + {b}y = {p} and {c}x + {d}y = {q}. What is x?",
                        "If {a}x + {b}y = {p} and {c}x + {d}y = {q}, find x.",
                        "{a} cups and {b} plates cost {p}; {c} cups and {d} plates cost {q}. What does a cup cost?",
                        "{a} adults and {b} children pay {p}; {c} adults and {d} children pay {q}. What does an adult pay?",
                        "Which x fits both {a}x + {b}y = {p} and {c}x + {d}y = {q}?"),
                "a,b,p={a},{b},{p}\nc,d,q={c},{d},{q}\nprint((p*d-b*q)//(a*d-b*c))",
                List.of(
                        "a,b,p={a},{b},{p}\nc,d,q={c},{d},{q}\nprint((a*q+c*p)//(a*d+b*c))",
                        "a,b,p={a},{b},{p}\nc,d,q={c},{d},{q}\nprint((p*d-b*q)/(a*d+b*c))"));
    }

    private static ProblemFamily toBase() {
        return new ProblemFamily(
                "to_base",
                Numbers.drawn(n -> n.of("n", 1000, 999999).of("b", 3, 9)),
                List.of(
                        "Write {n} in base {b}.",
                        "Convert {n} to base {b}.",
                        "What is {n} with digits of base {b}?",
                        "A machine counts in base {b}. How does it write {n}?",
                        "Which base {b} numeral stands for {n}?"),
                "n,b,s={n},{b},''\nwhile n:\n s=str(n%b)+s\n n//=b\nprint(s)",
                List.of("n,b,s={n},{b},''\nwhile n:\n s=s+str(n%b)\n n//=b\nprint(s+'0')", "print(base({n},{b}))"));
    }

    private static ProblemFamily polynomial() {
        return new ProblemFamily(
                "polynomial",
                Numbers.drawn(
                        n -> n.of("x", 12, 999).of("a", 2, 99).of("b", 2, 99).of("c", 2, 999)),
                List.of(
                        "Evaluate {a}x^3 + {b}x^2 - {c} at x = {x}.",
                        "Let f(x) = {a}x^3 + {b}x^2 - {c}. Find f({x}).",
                        "What is {a}x^3 + {b}x^2 - {c} when x is {x}?",
                        "A firm earns {a}x^3 + {b}x^2 - {c} with x = {x} units. How much is it?",
                        "Insert x = {x} in {a}x^3 + {b}x^2 - {c} and give the value."),
                "x={x}\nprint({a}*x**3+{b}*x**2-{c})",
                List.of("x={x}\nprint({a}*x^3+{b}*x^2-{c})", "x={x}\nprint({a}x**3+{b}x**2-{c})"));
    }

    private static ProblemFamily chooseMod() {
        return new ProblemFamily(
                "choose_mod",
                Numbers.drawn(n -> n.of("n", 40, 999).of("k", 5, 35).prime("m", 1001, 99999)),
                List.of(
                        "Find C({n}, {k}) mod {m}.",
                        "What is {n} choose {k} modulo {m}?",
                        "In how many ways can {k} of {n} cards be taken? Answer modulo {m}.",
                        "A team of {k} comes from {n} people. Count the teams modulo {m}.",
                        "How many sets of {k} elements has a set of {n}, modulo {m}?"),
                "from math import *\nprint(comb({n},{k})%{m})",
                List.of("from math import *\nprint(comb({n},{k})//{m})", "print(comb({n},{k})%{m})"));
    }

    private static ProblemFamily digitSum() {
        return new ProblemFamily(
                "digit_sum",
                Numbers.drawn(n -> n.of("a", 12, 999).of("b", 30, 999)),
                List.of(
                        "What is the digit sum of {a}^{b}?",
                        "Find the sum of the digits of {a}^{b}.",
                        "Write out {a}^{b} and add its digits. What comes out?",
                        "The digits of {a} to the power {b} are added. What is the total?",
                        "Summing each digit of {a}^{b}, which number appears?"),
                "print(sum(map(int,str({a}**{b}))))",
                List.of("print(sum(map(int,str({a}*{b}))))", "print(sum({a}**{b}))"));
    }
}
