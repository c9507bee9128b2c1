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
                        "Find {a}^{b} modulo {m}.",
                        "What is left when {a}^{b} is divided by {m}?",
                        "Modulo {m}, what is {a} to the power {b}?",
                        "Multiply {b} factors {a} together. What remains modulo {m}?",
                        "Reduce the power {a}^{b} by {m}. What is the rest?",
                        "Divide {a}^{b} by {m} and give the remainder.",
                        "With modulus {m}, compute the power of base {a} and exponent {b}.",
                        "Start with 1 and multiply by {a} exactly {b} times, modulo {m}. What results?",
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
                        "Compute the sum of the divisors of {n}.",
                        "For {n}, add all its divisors. What is the total?",
                        "All numbers that divide {n} are added. What comes out?",
                        "What do the divisors of {n} add up to?",
                        "List every divisor of {n} and sum the list.",
                        "Of the number {n}, give the sum of its positive divisors.",
                        "Which total results when each divisor of {n} is added?",
                        "Someone writes down all divisors of {n} and sums them. Which number results?",
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
                        "What is the number of primes under {n}?",
                        "For the limit {n}, how many primes are smaller?",
                        "Among the numbers below {n}, how many are prime?",
                        "How many prime numbers occur before {n}?",
                        "Count all prime p less than {n}.",
                        "Write down each prime up to but not with {n}. How many are there?",
                        "Without {n} itself, how many primes come up to there?",
                        "How many of the numbers from 2 to below {n} are primes?",
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
                        "What is the highest common factor of {a}, {b} and {c}?",
                        "For {a}, {b} and {c}, find the greatest common divisor.",
                        "Which is the largest common divisor of {a}, {b}, {c}?",
                        "Name the greatest number that is a factor of {a}, {b} and {c}.",
                        "The numbers {a}, {b} and {c} share which largest factor?",
                        "Ropes of {a}, {b} and {c} m are cut into equal parts. How long can a part be at most?",
                        "Give the highest divisor shared by {a}, {b} and {c}.",
                        "By which largest number can {a}, {b} and {c} all be divided?",
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
                        "What is the lowest common multiple of {a}, {b} and {c}?",
                        "For {a}, {b} and {c}, find the least common multiple.",
                        "Which is the smallest common multiple of {a}, {b}, {c}?",
                        "Name the least number that is a multiple of {a}, {b} and {c}.",
                        "The numbers {a}, {b} and {c} share which lowest multiple?",
                        "Lamps flash every {a}, {b} and {c} seconds. When do all flash together again?",
                        "Give the smallest multiple shared by {a}, {b} and {c}.",
                        "Which lowest number can be divided by {a}, {b} and {c}?",
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
                        "Find x from {a}x + {b}y = {p} and {c}x + {d}y = {q}.",
                        "The equations {a}x + {b}y = {p} and {c}x + {d}y = {q} hold. Give x.",
                        "Which value of x solves {a}x + {b}y = {p} and {c}x + {d}y = {q}?",
                        "Given {a}x + {b}y = {p} and {c}x + {d}y = {q}, what is x?",
                        "{a} pens and {b} books cost {p}; {c} pens and {d} books cost {q}. What is the price of a pen?",
                        "Both {a}x + {b}y = {p} and {c}x + {d}y = {q} are true. Which x is it?",
                        "For which x do {a}x + {b}y = {p} and {c}x + {d}y = {q} both hold?",
                        "A system reads {a}x + {b}y = {p}, {c}x + {d}y = {q}. Find x.",
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
                        "Give the base {b} form of {n}.",
                        "In base {b}, how is {n} written?",
                        "Which digits has {n} in base {b}?",
                        "Express the number {n} in base {b}.",
                        "Using base {b}, write the number {n}.",
                        "What numeral of base {b} is equal to {n}?",
                        "Change {n} from base ten to base {b}.",
                        "How does {n} look in base {b}?",
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
                        "Compute {a}x^3 + {b}x^2 - {c} for x = {x}.",
                        "For x = {x}, what is {a}x^3 + {b}x^2 - {c}?",
                        "Put x = {x} into {a}x^3 + {b}x^2 - {c}. What results?",
                        "If x = {x}, find {a}x^3 + {b}x^2 - {c}.",
                        "Give the value of {a}x^3 + {b}x^2 - {c} at {x}.",
                        "With x = {x}, evaluate {a}x^3 + {b}x^2 - {c}.",
                        "A curve is y = {a}x^3 + {b}x^2 - {c}. What is y at x = {x}?",
                        "Which value has {a}x^3 + {b}x^2 - {c} where x = {x}?",
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
                        "Compute {n} choose {k} mod {m}.",
                        "Modulo {m}, what is C({n}, {k})?",
                        "How many ways are there to choose {k} of {n} books? Answer modulo {m}.",
                        "Of {n} people {k} are picked. Modulo {m}, in how many ways?",
                        "Count the subsets of {k} elements in a set of {n}, modulo {m}.",
                        "What is the binomial of {n} over {k}, reduced modulo {m}?",
                        "From {n} cards a hand of {k} is taken. How many hands exist modulo {m}?",
                        "A set has {n} elements. How many sets of {k} can be taken from it, modulo {m}?",
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
                        "Compute the digit sum of {a}^{b}.",
                        "Add the digits of {a}^{b}. What is the total?",
                        "What do the digits of {a}^{b} add up to?",
                        "Take {a} to the power {b} and sum its digits.",
                        "For {a}^{b}, what is the sum of digits?",
                        "All digits of {a}^{b} are summed. Which number results?",
                        "Which total gives each digit of {a}^{b} added together?",
                        "Raise {a} to {b} and add up every digit. What appears?",
                        "Summing each digit of {a}^{b}, which number appears?"),
                "print(sum(map(int,str({a}**{b}))))",
                List.of("print(sum(map(int,str({a}*{b}))))", "print(sum({a}**{b}))"));
    }
}
