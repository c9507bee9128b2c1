"""The life of a child: isolate, only then receive a program, run it, end."""
import fcntl
import io
import json
import os
import signal
import sys

import isolation
import runner
import seccomp

HIGH = 200
NOTE = 3
SETUP_FAILED = 125


class Plan:
    """What the template prepared for its children."""

    def __init__(self, layers, machine, rules, filter_code, used, settings, streams):
        self.layers = layers
        self.machine = machine
        self.rules = rules
        self.filter_code = filter_code
        self.used = used
        self.settings = settings
        self.streams = streams


def streams():
    def writer(descriptor, size):
        raw = io.BufferedWriter(io.FileIO(descriptor, "w", closefd=False), size)
        return io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True)

    return open(0, "r", encoding="utf-8", errors="replace", closefd=False), writer(1, 65536), writer(2, 8192)


def live(plan, job, stdin, out, err, note):
    """Never returns."""
    try:
        job = isolate(plan, job, stdin, out, err, note)
    except BaseException as error:  # must not fall back into the template's loop
        os.write(2, f"setup failed: {error!r}".encode())
        os._exit(SETUP_FAILED)
    request = receive(job)
    if request is None:
        os._exit(0)
    prepare(plan, request)
    code, how = runner.run(request)
    try:
        os.write(NOTE, how)
    except OSError:
        pass  # the program closed it; the exit code tells enough
    os._exit(code)


def isolate(plan, job, stdin, out, err, note):
    signal.set_wakeup_fd(-1)
    isolation.die_with_parent()
    os.setsid()
    job, stdin, out, err, note = (fcntl.fcntl(fd, fcntl.F_DUPFD, HIGH) for fd in (job, stdin, out, err, note))
    rules = fcntl.fcntl(plan.rules, fcntl.F_DUPFD, HIGH) if plan.rules >= 0 else -1
    for fd, place in ((stdin, 0), (out, 1), (err, 2), (note, NOTE)):
        os.dup2(fd, place)
        os.close(fd)
    kept = sorted(fd for fd in (job, rules) if fd >= 0)
    os.closerange(NOTE + 1, kept[0])
    for low, high in zip(kept, kept[1:] + [1 << 16]):
        os.closerange(low + 1, high)
    if "mount namespace" in plan.layers:
        isolation.own_scratch(plan.settings["scratchBytes"], plan.settings["scratchFiles"])
        isolation.drop_capabilities()
    if rules >= 0:
        isolation.landlock_enter(rules)
    for name in (signal.SIGTERM, signal.SIGXCPU):
        signal.signal(name, out_of_time)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.stdin, sys.stdout, sys.stderr = plan.streams
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = plan.streams
    isolation.fixed_limits()
    isolation.program_limits(plan.settings["limits"], plan.used)
    code = plan.filter_code or seccomp.Filter(plan.machine, os.getpid()).build()
    seccomp.install(isolation.libc, plan.machine, code)
    return job


def out_of_time(_signal, _frame):
    raise runner.TimeLimit("the program ran longer than allowed") from None


def receive(job):
    data = bytearray()
    while chunk := os.read(job, 65536):
        data += chunk
    os.close(job)
    return json.loads(bytes(data)) if data else None


def prepare(plan, request):
    """Lowers the limits, which began at the highest that any request may ask for."""
    isolation.program_limits(request["limits"], plan.used)
    sys.modules["random"].seed(request["seed"])
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(request["seed"] & 0xFFFFFFFF)
