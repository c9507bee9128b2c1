"""The template: imports what programs need, then only forks. It never sees a program."""
import gc
import importlib
import json
import os
import random  # seeded in every child
import select
import socket
import sys
import time

import child
import isolation
import runner
import seccomp

WARM_UP = {
    "sympy": """
from sympy import symbols, solve, simplify, factor, expand, integrate, diff, Rational, sqrt, Matrix, Eq
x, y = symbols("x y")
solve(x**2 - 5*x + 6, x); solve([x + y - 3, x - y - 1], [x, y]); solve(x**3 - 6*x + 4, x)
simplify((x**2 - 1)/(x - 1)); factor(x**3 - 1); expand((x + y)**3); integrate(x**2*2, x); diff(x**3, x)
str(Rational(3, 7) + sqrt(8)); Matrix([[1, 2], [3, 4]]).inv(); Eq(x, 1)
""",
    "numpy": """
import numpy as np
np.linalg.solve(np.eye(3), np.ones(3)); np.arange(10).sum(); str(np.array([1.5, 2]))
""",
}
UNAVAILABLE = ("multiprocessing", "concurrent.futures.process")


def serve(control, layers, pid_namespace, settings, modules):
    """Never returns: answers the supervisor until it hangs up."""
    isolation.die_with_parent()
    started = time.monotonic()
    for module in modules:
        importlib.import_module(module)
        exec(compile(WARM_UP.get(module, ""), "<warm-up>", "exec"), {})
    for name in UNAVAILABLE:
        sys.modules[name] = runner.NoProcesses(name)
    exec(runner.parsed("1\n2", True), {"__show__": lambda value: None})
    json.loads('{"a": [1, {"b": null}]}')
    plan = make_plan(set(layers), pid_namespace, settings)
    gc.collect()
    gc.freeze()
    hello = {"layers": sorted(plan.layers), "importMs": round((time.monotonic() - started) * 1000)}
    control.send(json.dumps(hello).encode())
    Forks(control, plan, pid_namespace).loop()


def make_plan(layers, pid_namespace, settings):
    machine = os.uname().machine
    version = isolation.landlock_version() if "landlock" not in settings["without"] else 0
    rules = -1
    if version:
        rules = isolation.landlock_rules(version, "mount namespace" in layers)
        layers.add("landlock files")
        if version >= 4:
            layers.add("landlock ports")
        if version >= 6:
            layers.add("landlock signals")
    if filter_works(machine):
        layers.add("seccomp")
    layers.add("resource limits")
    filter_code = None
    if pid_namespace >= 0:
        layers.add("own pid namespace")
        filter_code = seccomp.Filter(machine, 1).build()
    used = isolation.address_space()
    return child.Plan(layers, machine, rules, filter_code, used, settings, child.streams())


def filter_works(machine):
    probe = os.fork()
    if probe == 0:
        try:
            seccomp.install(isolation.libc, machine, seccomp.Filter(machine, os.getpid()).build())
            os._exit(0)
        except OSError:
            os._exit(1)
    return os.waitpid(probe, 0)[1] == 0


class Forks:
    """Forks a child for every set of descriptors received, and reports its end."""

    def __init__(self, control, plan, pid_namespace):
        self.control = control
        self.plan = plan
        self.pid_namespace = pid_namespace
        self.children = {}
        self.poll = select.poll()
        self.poll.register(control.fileno(), select.POLLIN)

    def loop(self):
        while True:
            for descriptor, _ in self.poll.poll():
                if descriptor == self.control.fileno():
                    self.fork()
                else:
                    self.reap(descriptor)

    def fork(self):
        message, descriptors, _, _ = socket.recv_fds(self.control, 64, 8)
        if not message:
            os._exit(0)
        if self.pid_namespace >= 0:
            isolation.own_pid_namespace(self.pid_namespace)
        pid = os.fork()
        if pid == 0:
            child.live(self.plan, *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        handle = os.pidfd_open(pid)
        self.children[handle] = pid
        self.poll.register(handle, select.POLLIN)
        socket.send_fds(self.control, [b"started %d" % pid], [handle])

    def reap(self, handle):
        pid = self.children.pop(handle)
        self.poll.unregister(handle)
        os.close(handle)
        _, status, used = os.wait4(pid, 0)
        if self.pid_namespace < 0:
            try:
                os.killpg(pid, 9)
            except (ProcessLookupError, PermissionError):
                pass  # the group ended with its leader
        cpu = used.ru_utime + used.ru_stime
        self.control.send(b"ended %d %d %f" % (pid, status, cpu))
