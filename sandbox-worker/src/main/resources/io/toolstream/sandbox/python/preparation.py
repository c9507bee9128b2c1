"""What a template holds before it forks: modules that programs import, their first calls done, their chance fixed."""
import importlib
import sys
import types

# Imported by most programs, and cheap to carry.
COMMON = ("math", "cmath", "random", "itertools", "functools", "collections", "operator", "heapq", "bisect", "re",
          "string", "copy", "time", "datetime", "decimal", "fractions", "statistics", "json", "io", "typing",
          "contextlib", "traceback", "linecache", "threading")

WARM_UP = {
    "numpy": """
import numpy as np
a = np.arange(12).reshape(3, 4) + 1
str(a); str(np.array([1.5, 2])); repr(a @ a.T); a.sum(axis=0); np.linalg.solve(np.eye(3), np.ones(3))
np.linalg.eig(np.diag([1.0, 2.0])); np.linalg.inv(np.eye(2)); np.sqrt(a).mean(); np.linspace(0, 1, 3); np.roots([1, -3, 2])
np.random.seed(0); np.random.rand(2); np.random.default_rng(0).normal(size=2); np.sort(a.ravel()); np.unique(a)
""",
    "sympy": """
from sympy import *
x, y, z = symbols("x y z"); n = symbols("n", integer=True, positive=True); f = Function("f")
solve(x**2 - 5*x + 6, x); solve([x + y - 3, x - y - 1], [x, y]); solve(x**3 - 6*x + 4, x); solve(Eq(x**2 + y, 3), y)
solve([x**2 + y**2 - 5, x - y - 1], [x, y]); solve(sqrt(x + 1) - 2, x); solveset(x**2 - 2, x, S.Reals); nsolve(x**3 - 2, 1)
solve_univariate_inequality(x**2 < 4, x); nroots(x**2 - 2)
simplify((x**2 - 1)/(x - 1)); simplify(sin(x)**2 + cos(x)**2); factor(x**3 - 1); expand((x + y)**3); together(1/x + 1/y)
apart(1/(x**2 - 1)); cancel((x**2 - 1)/(x - 1)); radsimp(1/(sqrt(2) + 1)); collect(x*y + x, x); trigsimp(sin(2*x)/cos(x))
integrate(x**2*2, x); integrate(sin(x)*exp(x), x); integrate(1/(1 + x**2), (x, 0, 1)); diff(sin(x)*x**3, x)
limit(sin(x)/x, x, 0); series(exp(x), x, 0, 4); summation(1/n**2, (n, 1, oo)); summation(n, (n, 1, 5)); product(n, (n, 1, 4))
m = Matrix([[1, 2], [3, 4]]); m.inv(); m.det(); m.eigenvals(); m*m; m.rref()
factorint(360); gcd(12, 18); isprime(97); divisors(28); binomial(10, 3); factorial(5); N(pi, 20); Rational(3, 7).evalf()
str(Rational(3, 7) + sqrt(8)); latex(sqrt(x)); srepr(x); Poly(x**2 - 2, x).all_coeffs(); re(2 + 3*I); Abs(-3)
expr = x**2 + 1; expr.subs(x, 3); lambdify(x, expr, "math")(2); dsolve(f(x).diff(x) - f(x), f(x)); rsolve
parse_expr = sympify("x**2 + 2*x"); Interval(0, 1).contains(1); Piecewise((x, x > 0), (0, True)).subs(x, 1)
ceiling(Rational(7, 2)); floor(2.5); log(8, 2); Point(0, 0).distance(Point(3, 4)); nsimplify(0.5); FiniteSet(1, 2)
""",
    "scipy": """
import numpy as np
from scipy import optimize, integrate, stats, linalg, special, interpolate, sparse
optimize.fsolve(lambda v: v**2 - 2, 1.0); optimize.brentq(lambda v: v**2 - 2, 0, 2); optimize.minimize(lambda v: (v**2).sum(), [1.0])
optimize.linprog([1, 1], A_ub=[[-1, -1]], b_ub=[-1]); integrate.quad(lambda v: v**2, 0, 1); stats.norm.cdf(0)
integrate.solve_ivp(lambda t, y: -y, (0, 1), [1.0]); linalg.det(np.eye(2)); special.gamma(5); special.comb(5, 2)
""",
}
PROCESSES = ("multiprocessing", "multiprocessing.pool", "multiprocessing.shared_memory", "multiprocessing.managers",
             "multiprocessing.dummy", "concurrent.futures.process")


class NoProcesses(types.ModuleType):
    """Stands where multiprocessing would. Importing from it works, using what was imported says why it cannot."""

    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name in ("cpu_count", "active_children", "freeze_support"):
            return lambda: 1 if name == "cpu_count" else None

        def refuse(*_args, **_named):
            raise RuntimeError(f"multiprocessing.{name} is not available in the sandbox: a program is one process")

        return type(name, (), {"__new__": refuse})


def load(modules, warm_up):
    for module in COMMON:
        importlib.import_module(module)
    for module in modules:
        try:
            importlib.import_module(module)
            if warm_up and module in WARM_UP:
                exec(compile(WARM_UP[module], f"<warm-up of {module}>", "exec"), {"__name__": "warm_up"})
        except Exception as broken:  # a package that is broken here costs the programs that use it, and no others
            sys.stderr.write(f"{module} cannot be prepared: {type(broken).__name__}: {broken}\n")
            sys.stderr.flush()
    if "numpy" in sys.modules:
        fix_chance(sys.modules["numpy"])
    for name in PROCESSES:
        sys.modules[name] = NoProcesses(name)
    sys.modules["multiprocessing"].dummy = sys.modules["multiprocessing.dummy"]


def seeded():
    """What takes the seed of a request, each with the bits of it that it takes."""
    import random
    generators = [(random.seed, -1)]
    if "numpy" in sys.modules:
        generators.append((sys.modules["numpy"].random.seed, 0xFFFFFFFF))
    sympy = sys.modules.get("sympy.core.random")  # since sympy 1.10
    if sympy is not None:
        generators.append((sympy.rng.seed, -1))
    return tuple(generators)


def fix_chance(numpy):
    """Lets generators without a seed take theirs from `random`, which every request seeds."""
    import random
    numpy.random.bit_generator.randbits = random.getrandbits
