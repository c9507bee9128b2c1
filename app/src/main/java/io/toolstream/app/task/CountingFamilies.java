package io.toolstream.app.task;

import java.util.List;

/// Families about dates, chances, counts and sequences.
final class CountingFamilies {
    private CountingFamilies() {}

    static List<ProblemFamily> all() {
        return List.of(
                recurrence(),
                dateAfter(),
                daysBetween(),
                twoDraws(),
                eitherMultiple(),
                gridPaths(),
                powerSum(),
                inverseMod(),
                fibonacciMod(),
                digitCount());
    }

    private static ProblemFamily recurrence() {
        return new ProblemFamily(
                "recurrence",
                Numbers.drawn(n -> n.of("x", 2, 99)
                        .of("p", 2, 99)
                        .of("q", 2, 999)
                        .of("n", 30, 999)
                        .of("m", 1001, 99999)),
                List.of(
                        "Start at {x} and replace x by {p}x + {q} mod {m}, {n} times. What is x?",
                        "Let x0 = {x} and x(n+1) = ({p}x(n) + {q}) mod {m}. Find x({n}).",
                        "A generator maps x to {p}x + {q} mod {m}. From {x}, what follows after {n} steps?",
                        "Apply x -> {p}x + {q} mod {m} to {x} exactly {n} times. What results?",
                        "From x = {x}, replace x by ({p}x + {q}) mod {m} {n} times. What is the last x?",
                        "Repeat x -> ({p}x + {q}) mod {m} from {x} for {n} steps. What is x then?",
                        "With x0 = {x} and x(n+1) = {p}x(n) + {q} mod {m}, what is x({n})?",
                        "The rule x -> {p}x + {q} mod {m} is applied {n} times to {x}. Where does it end?",
                        "Begin at {x}. In each of {n} rounds x becomes ({p}x + {q}) mod {m}. Find x.",
                        "A machine turns x into {p}x + {q} mod {m}. It starts from {x}. What follows after {n} rounds?",
                        "Starting from {x}, iterate {p}x + {q} mod {m} for {n} steps. What results?",
                        "Let x be {x}. Apply ({p}x + {q}) mod {m} again and again, {n} times. Which x results?",
                        "Iterating ({p}x + {q}) mod {m} from {x} for {n} rounds ends where?"),
                "x={x}\nfor i in range({n}):x=({p}*x+{q})%{m}\nprint(x)",
                List.of(
                        "x={x}\nfor i in range({n}):x=({p}*x-{q})%{m}\nprint(x)",
                        "for i in range({n}):x=({p}*x+{q})%{m}\nprint(x)"));
    }

    private static ProblemFamily dateAfter() {
        return new ProblemFamily(
                "date_after",
                Numbers.drawn(n -> n.date("Y", "M", "D").of("n", 100, 9999)),
                List.of(
                        "Which date is {n} days after {Y}-{M}-{D}?",
                        "Add {n} days to {Y}-{M}-{D}. What date is it?",
                        "A loan from {Y}-{M}-{D} runs {n} days. On which date does it end?",
                        "A ship leaves on {Y}-{M}-{D} and sails {n} days. When does it land?",
                        "What date comes {n} days after {Y}-{M}-{D}?",
                        "Starting on {Y}-{M}-{D}, which date follows after {n} days?",
                        "{n} days pass from {Y}-{M}-{D} on. What is the date then?",
                        "On which date have {n} days passed since {Y}-{M}-{D}?",
                        "A contract of {n} days begins on {Y}-{M}-{D}. On which date does it end?",
                        "Go {n} days on from {Y}-{M}-{D}. Which date is it?",
                        "Count {n} days from {Y}-{M}-{D}. What date results?",
                        "It is {Y}-{M}-{D}. Which date is it in {n} days?",
                        "When {n} days have passed since {Y}-{M}-{D}, which date is it?"),
                "from datetime import *\nprint(date({Y},{M},{D})+timedelta({n}))",
                List.of(
                        "from datetime import *\nprint(date({Y},{M},{D})-timedelta({n}))",
                        "print(date({Y},{M},{D})+timedelta({n}))"));
    }

    private static ProblemFamily daysBetween() {
        return new ProblemFamily(
                "days_between",
                Numbers.drawn(n -> n.date("Y", "M", "D").date("U", "V", "W")),
                List.of(
                        "How many days lie between {Y}-{M}-{D} and {U}-{V}-{W}?",
                        "Count the days from {Y}-{M}-{D} to {U}-{V}-{W}, in either order.",
                        "Two letters date from {Y}-{M}-{D} and {U}-{V}-{W}. How many days are they apart?",
                        "What is the distance in days of {Y}-{M}-{D} and {U}-{V}-{W}?",
                        "How many days are {Y}-{M}-{D} and {U}-{V}-{W} apart?",
                        "Find the number of days between {Y}-{M}-{D} and {U}-{V}-{W}.",
                        "From {Y}-{M}-{D} to {U}-{V}-{W}, how many days is it, in either order?",
                        "By how many days are {Y}-{M}-{D} and {U}-{V}-{W} apart?",
                        "What is the difference in days of {Y}-{M}-{D} and {U}-{V}-{W}?",
                        "Two events fall on {Y}-{M}-{D} and {U}-{V}-{W}. How many days lie between them?",
                        "Give the days that separate {Y}-{M}-{D} and {U}-{V}-{W}.",
                        "The dates {Y}-{M}-{D} and {U}-{V}-{W} differ by what number of days?",
                        "By how many days do {Y}-{M}-{D} and {U}-{V}-{W} differ?"),
                "from datetime import *\nprint(abs(date({Y},{M},{D})-date({U},{V},{W})).days)",
                List.of(
                        "from datetime import *\nprint(abs(date({Y},{M},{D})-date({U},{V},{W})).days+1)",
                        "print(abs(date({Y},{M},{D})-date({U},{V},{W})).days)"));
    }

    private static ProblemFamily twoDraws() {
        return new ProblemFamily(
                "two_draws",
                Numbers.drawn(n -> n.of("a", 5, 99).of("b", 5, 99)),
                List.of(
                        "A bag has {a} red and {b} blue balls. Two are drawn. How likely are both red?",
                        "Two of {a} girls and {b} boys are picked. What is the chance of two girls?",
                        "Of {a} good and {b} bad lamps two are taken. How likely are two good ones?",
                        "An urn holds {a} white and {b} black stones. What is the chance of two white in two draws?",
                        "A box holds {a} black and {b} green pens. Two are taken. What is the chance of two black?",
                        "From {a} red and {b} white cards two are drawn. How probable are two red?",
                        "With {a} good and {b} bad eggs, how likely are two good in two draws?",
                        "There are {a} wins and {b} losses in a bag. Two are drawn. How likely are two wins?",
                        "Two balls are drawn from {a} blue and {b} red. What is the probability of two blue?",
                        "Two of {a} cats and {b} dogs are picked. How probable are two cats?",
                        "Of {a} prizes and {b} blanks two are drawn. What is the chance that both are prizes?",
                        "Given {a} sweet and {b} sour apples, how likely is it that two taken are both sweet?",
                        "With {a} wins and {b} blanks, how probable are two wins in two draws?"),
                "from fractions import *\na,b={a},{b}\nprint(Fraction(a*(a-1),(a+b)*(a+b-1)))",
                List.of(
                        "from fractions import *\na,b={a},{b}\nprint(Fraction(a*a,(a+b)*(a+b)))",
                        "a,b={a},{b}\nprint(a*(a-1)/((a+b)*(a+b-1)))"));
    }

    private static ProblemFamily eitherMultiple() {
        return new ProblemFamily(
                "either_multiple",
                Numbers.drawn(n -> n.of("n", 1000, 60000).of("a", 3, 99).of("b", 3, 99)),
                List.of(
                        "How many integers from 1 to {n} are divisible by {a} or {b}?",
                        "Count the numbers up to {n} that are multiples of {a} or {b}.",
                        "Seats 1 to {n} win if {a} or {b} divides them. How many win?",
                        "Find the count of k <= {n} with {a} or {b} as a divisor.",
                        "From 1 to {n}, how many numbers does {a} or {b} divide?",
                        "How many k up to {n} have {a} or {b} as a divisor?",
                        "Count the integers in 1 to {n} that {a} or {b} divides.",
                        "Of the first {n} numbers, how many are multiples of {a} or {b}?",
                        "Up to {n}, how many multiples of {a} or {b} are there?",
                        "Among the numbers 1 to {n}, count those divisible by {a} or {b}.",
                        "A number k <= {n} is good if {a} or {b} divides it. How many are good?",
                        "Rooms 1 to {n} are lit if divisible by {a} or {b}. How many are lit?",
                        "Among the first {n} numbers, how many does {a} or {b} divide?"),
                "print(sum(k%{a}==0 or k%{b}==0 for k in range(1,{n}+1)))",
                List.of(
                        "print(sum(k%{a}!=0 and k%{b}!=0 for k in range(1,{n}+1)))",
                        "print(sum(k%{a}=0 or k%{b}=0 for k in range(1,{n}+1)))"));
    }

    private static ProblemFamily gridPaths() {
        return new ProblemFamily(
                "grid_paths",
                Numbers.drawn(n -> n.of("a", 8, 60).of("b", 8, 60).prime("m", 1001, 99999)),
                List.of(
                        "How many shortest paths go from (0,0) to ({a},{b})? Answer modulo {m}.",
                        "A taxi drives {a} blocks east and {b} north. Count its routes modulo {m}.",
                        "Count the words of {a} letters R and {b} letters U modulo {m}.",
                        "In how many orders can one step {a} right and {b} up, modulo {m}?",
                        "Modulo {m}, how many shortest paths lead from (0,0) to ({a},{b})?",
                        "A grid is {a} by {b}. Count its shortest paths modulo {m}.",
                        "How many paths of {a} steps right and {b} steps up are there, modulo {m}?",
                        "Count the ways to walk {a} blocks east and {b} north, modulo {m}.",
                        "A robot steps {a} times right and {b} times up. In how many orders, modulo {m}?",
                        "How many monotone paths go {a} right and {b} up? Answer modulo {m}.",
                        "Modulo {m}, count the routes of {a} blocks east and {b} blocks north.",
                        "With modulus {m}, how many words have {a} letters R and {b} letters U?",
                        "Modulo {m}, how many monotone paths has a grid of {a} by {b}?"),
                "from math import *\nprint(comb({a}+{b},{a})%{m})",
                List.of("from math import *\nprint(comb({a}+{b}+1,{a})%{m})", "print(comb({a}+{b},{a})%{m})"));
    }

    private static ProblemFamily powerSum() {
        return new ProblemFamily(
                "power_sum",
                Numbers.drawn(n -> n.of("n", 100, 5000).of("p", 2, 9).of("m", 1001, 99999)),
                List.of(
                        "Find the sum of k^{p} for k from 1 to {n}, modulo {m}.",
                        "Add 1^{p}, 2^{p} and so on to {n}^{p}. What is the rest by {m}?",
                        "What is the sum of the first {n} powers k^{p} mod {m}?",
                        "All k^{p} with k up to {n} are added. Reduce the total modulo {m}.",
                        "Compute the sum of k^{p}, k from 1 to {n}, mod {m}.",
                        "Modulo {m}, what is the sum of k^{p} for k from 1 to {n}?",
                        "The numbers 1^{p} to {n}^{p} are added. What is the total modulo {m}?",
                        "Sum the {n} powers 1^{p}, 2^{p} up to {n}^{p} modulo {m}.",
                        "What is left modulo {m} when 1^{p} to {n}^{p} are added?",
                        "For k up to {n} add k^{p}. Which total is it modulo {m}?",
                        "With modulus {m}, add the first {n} powers k^{p}.",
                        "What total have the powers k^{p} with k from 1 to {n}, reduced modulo {m}?",
                        "Modulo {m}, which total have the {n} numbers 1^{p} to {n}^{p}?"),
                "print(sum(k**{p} for k in range(1,{n}+1))%{m})",
                List.of("print(sum(k**{p} for k in range(2,{n}+1))%{m})", "print(sum(k**{p} for k in {n})%{m})"));
    }

    private static ProblemFamily inverseMod() {
        return new ProblemFamily(
                "inverse_mod",
                Numbers.drawn(n -> n.coprime("a", 12, 9999, "m", 1001, 99999)),
                List.of(
                        "Find the inverse of {a} modulo {m}.",
                        "Which x below {m} gives {a}x = 1 mod {m}?",
                        "What is the modular inverse of {a} for modulus {m}?",
                        "Solve {a} * x = 1 mod {m} for x.",
                        "Compute the inverse of {a} mod {m}.",
                        "Modulo {m}, what is the inverse of {a}?",
                        "Which number times {a} leaves 1 modulo {m}?",
                        "Find x with {a}x = 1 modulo {m}.",
                        "By which x must {a} be multiplied to give 1 mod {m}?",
                        "For modulus {m}, give the modular inverse of {a}.",
                        "{a} times x is 1 modulo {m}. What is x?",
                        "What must multiply {a} so that 1 is left modulo {m}?",
                        "By what must {a} be multiplied to leave 1 modulo {m}?"),
                "print(pow({a},-1,{m}))",
                List.of("print(-pow({a},-1,{m}))", "print(inv({a},{m}))"));
    }

    private static ProblemFamily fibonacciMod() {
        return new ProblemFamily(
                "fibonacci_mod",
                Numbers.drawn(n -> n.of("n", 100, 9999).of("m", 1001, 99999)),
                List.of(
                        "Find the Fibonacci number F({n}) modulo {m}, with F(1) = F(2) = 1.",
                        "With F(1) = F(2) = 1, what is F({n}) mod {m}?",
                        "Pairs of rabbits grow as 1, 1, 2, 3. How many are in month {n}, modulo {m}?",
                        "Reduce the Fibonacci number with index {n} modulo {m}, from F(1) = F(2) = 1.",
                        "What is the Fibonacci number F({n}) mod {m}, from F(1) = F(2) = 1?",
                        "Modulo {m}, find F({n}) of the Fibonacci numbers, with F(1) = F(2) = 1.",
                        "The Fibonacci sequence is 1, 1, 2, 3, 5 and so on. What is number {n} modulo {m}?",
                        "In the sequence 1, 1, 2, 3, 5, what is term {n}, modulo {m}?",
                        "Each entry of 1, 1, 2, 3 and so on is the sum of two before. Find entry {n} modulo {m}.",
                        "Give entry {n} of the Fibonacci sequence modulo {m}.",
                        "With modulus {m}, which Fibonacci number has index {n}, from F(1) = F(2) = 1?",
                        "Let F(1) = F(2) = 1. Reduce F({n}) modulo {m}.",
                        "In 1, 1, 2, 3, 5 and so on, what is entry {n} modulo {m}?"),
                "a,b=0,1\nfor i in range({n}):a,b=b,a+b\nprint(a%{m})",
                List.of(
                        "a,b=1,1\nfor i in range({n}):a,b=b,a+b\nprint(b%{m})",
                        "for i in range({n}):a,b=b,a+b\nprint(a%{m})"));
    }

    private static ProblemFamily digitCount() {
        return new ProblemFamily(
                "digit_count",
                Numbers.drawn(n -> n.of("a", 12, 9999).of("b", 100, 999)),
                List.of(
                        "How many digits has {a}^{b}?",
                        "Count the digits of {a} to the power {b}.",
                        "Find the length of {a}^{b} in decimal.",
                        "{a}^{b} is printed on a strip. How many digits does it show?",
                        "What is the number of digits of {a}^{b}?",
                        "Find how many digits {a}^{b} has.",
                        "How many digits does it take to write {a}^{b}?",
                        "{a} to the power {b} has how many digits?",
                        "How long is {a}^{b} in digits?",
                        "Write {a}^{b} in decimal. How many digits is it?",
                        "Raise {a} to {b}. Count the digits of what comes out.",
                        "For {a}^{b}, give the count of its digits.",
                        "Writing {a}^{b} takes how many digits?"),
                "print(len(str({a}**{b})))",
                List.of("print(len(str({a}**{b}))-1)", "print(len({a}**{b}))"));
    }
}
