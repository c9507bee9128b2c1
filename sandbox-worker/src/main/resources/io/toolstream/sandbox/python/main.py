"""Starts the supervisor.

main.py          serves the worker on standard input and output, and ends with them
main.py SOCKET   listens on a Unix socket: every connection is served by a supervisor of its own

The first frame of a connection holds the settings. Standard error is for the person who reads logs."""
import json
import os
import signal
import socket
import sys

# Only the supervisor imports its own sources, and a program's imports shall not look here.
SOURCES = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, SOURCES)
import isolation  # noqa: E402
import memory  # noqa: E402
import wire  # noqa: E402
from supervisor import Supervisor  # noqa: E402

sys.path.remove(SOURCES)

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "2",
               "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
               "LD_BIND_NOW": "1",  # else each child would look up the symbols that it is the first to call
               "SYMPY_CACHE_SIZE": "10000"}  # at 1000 the first results of a program push out those of the warm-up
CONNECTIONS_MAX = 8
LISTEN_BACKLOG = 8


def serve(listening):
    os.dup2(os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC), 3)  # a child's place for its job: nothing of ours takes it
    settings = read_settings()
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("800")  # the sandbox dies of memory before the worker does
    present(settings)
    kills = memory.OutOfMemoryKills()
    isolation.become_nobody()
    if listening:
        isolation.die_with_parent()  # again: who changes its user forgets it
    layers, pid_namespace, refused = set(), -1, None
    if "namespaces" not in settings["without"]:
        refused = isolation.try_namespaces()
        if refused is None:
            pid_namespace, entered = isolation.enter_namespaces()
            layers |= {"minimal root", *entered}
    isolation.forbid_new_privileges()
    layers.add("no new privileges")
    if os.getuid() != 0:
        layers.add("not root")
    # Threads are counted by the kernel for each user of a user namespace: without one, for the whole machine.
    settings["threadsOfAll"] = settings["parallel"] * settings["limits"]["threads"] + 64 if pid_namespace >= 0 else 0
    supervisor = Supervisor(settings, layers, refused, pid_namespace, kills)
    isolation.bound_capabilities()
    isolation.drop_capabilities()
    supervisor.run()


def read_settings():
    head = read_exactly(wire.LENGTH.size)
    return json.loads(read_exactly(wire.LENGTH.unpack(head)[0]))


def read_exactly(length):
    data = b""
    while len(data) < length:
        more = os.read(0, length - len(data))
        if not more:
            raise EOFError("the worker hung up before it sent its settings")
        data += more
    return data


def present(settings):
    """Leaves out the modules that are not installed, and the templates that are then no more than another."""
    import importlib.util
    known = set()
    kept = []
    for one in settings["templates"]:
        one["modules"] = [module for module in one["modules"] if importlib.util.find_spec(module)]
        if not kept or set(one["modules"]) - known:
            kept.append(one)
            known |= set(one["modules"])
    settings["templates"] = kept
    settings["versions"] = {"python": sys.version.split()[0]}
    for module in sorted(known):
        settings["versions"][module] = version(module, importlib.util.find_spec(module).origin)


def version(module, origin):
    """What the installer noted beside a package. Importing it, or the library that reads notes, would stay in memory."""
    beside = os.path.dirname(os.path.dirname(origin or ""))
    for name in os.listdir(beside) if beside else ():
        if name.startswith(module + "-") and name.endswith((".dist-info", ".egg-info")):
            return name[len(module) + 1:].rsplit(".", 1)[0].split("-")[0]
    return "unknown"


class Ending(Exception):
    """Raised by SIGTERM: no more connections, but those there are go on until their workers hang up."""


def end(_number, _frame):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise Ending


def listen(path):
    """Forks a supervisor for every connection, and returns in it. This process never reads what is sent."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # Also what lets a container end: its first process receives no signal that it does not handle.
    signal.signal(signal.SIGTERM, end)
    if os.path.exists(path):
        os.unlink(path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        os.chmod(path, 0o660)
        listener.listen(LISTEN_BACKLOG)
        children = set()
        try:
            while not accepted(listener, children):
                pass
            return
        except Ending:
            pass
        os.unlink(path)
    for pid in children:
        os.waitpid(pid, 0)
    os._exit(0)


def accepted(listener, children):
    """Takes the next connection; whether this is now the process that serves it."""
    connection, _ = listener.accept()
    with connection:
        while reaped := finished(children):
            children.discard(reaped)
        if len(children) >= CONNECTIONS_MAX:
            sys.stderr.write(f"a connection was refused: {CONNECTIONS_MAX} are served already\n")
            return False
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            isolation.die_with_parent()
            os.dup2(connection.fileno(), 0)
            os.dup2(connection.fileno(), 1)
            return True
        children.add(pid)
    return False


def finished(children):
    """Reaps one process that has ended, an orphan of this container too, and returns its number; 0 if there is none."""
    return os.waitpid(-1, os.WNOHANG)[0] if children else 0


if __name__ == "__main__":
    if dict(os.environ) != ENVIRONMENT:  # begins anew, so that the other one is not even in memory
        os.execve(sys.executable, [sys.executable, "-s", "-P", "-B", os.path.abspath(__file__), *sys.argv[1:]],
                  ENVIRONMENT)
    if len(sys.argv) > 1:
        listen(sys.argv[1])
    serve(len(sys.argv) > 1)
