"""What shows that a layer holds. One that none of these tables has, or that stops too little, is not reported.

Seccomp answers a program before most other layers could, so each is tried where it shows:
isolation.NAMESPACES  in the supervisor, whose namespaces all else inherits: are they others than before?
RULES                 in a child of a template under the rules of Landlock alone, before a filter is installed
KERNEL                in a child of a template too: some kernels take the call and do not do all that is meant by it
CHILD                 by a program in a child as any other
AFTERWARDS            in the supervisor, after that program"""
import errno
import os
import resource
import socket

import isolation
import landlock

PROGRAM = r'''
import ctypes, errno, os, resource, socket

libc = ctypes.CDLL(None, use_errno=True)

def stopped(action, *codes):
    try:
        action()
    except OSError as error:
        return error.errno in codes
    except MemoryError:
        return errno.ENOMEM in codes
    except ValueError:  # what Python makes of EPERM when a limit is raised
        return True
    return False

def fork():
    if os.fork() == 0:
        os._exit(0)

def call(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "")

def refuse(name, *holds):
    print(name if all(holds) else "-" + name)

denied = errno.EPERM, errno.EACCES
gone = errno.ENOENT, *denied
'''
CHILD = {
    "seccomp": '''
        stopped(fork, *denied), stopped(lambda: socket.socket(), *denied),
        stopped(lambda: os.execv("/usr/bin/env", ["env"]), *denied),
        stopped(lambda: os.kill(os.getppid() or -1, 0), *denied),
        stopped(lambda: call(PTRACE, 0, 0, 0, 0), *denied)''',
    "landlock files": '''
        stopped(lambda: os.listdir("/"), *denied), stopped(lambda: open("/etc/passwd"), *gone),
        stopped(lambda: open("/usr/lib/planted", "w"), *denied, errno.EROFS)''',
    "minimal root": '''
        stopped(lambda: open("/etc/passwd"), *gone), stopped(lambda: os.listdir("/proc"), *gone),
        stopped(lambda: os.listdir("/home"), *gone), stopped(lambda: os.listdir("/root"), *gone)''',
    "mount namespace": 'os.stat(".").st_dev != os.stat("/").st_dev',  # a scratch folder of its own is mounted
    "own pid namespace": 'os.getpid() == 1',
    "no new privileges": 'libc.prctl(39, 0, 0, 0, 0) == 1',  # PR_GET_NO_NEW_PRIVS
    "not root": 'os.getuid() != 0, stopped(lambda: os.setuid(0), *denied)',
    "resource limits": '''
        stopped(lambda: bytearray(1 << 50), errno.ENOMEM), resource.getrlimit(resource.RLIMIT_CORE) == (1, 1),
        stopped(lambda: resource.prlimit(0, resource.RLIMIT_CPU, (1 << 20, 1 << 20)), *denied)''',
}
PTRACE = {"x86_64": 101, "aarch64": 117}


def program(machine):
    tries = "".join(f"refuse({layer!r}, {holds})\n" for layer, holds in CHILD.items())
    return PROGRAM + tries.replace("PTRACE", str(PTRACE[machine]))


def bind_port(_abstract):
    with socket.socket() as one:
        one.bind(("", 0))


def connect_to_port(_abstract):
    with socket.socket() as one:
        one.connect(("127.0.0.1", 9))


def signal_another(_abstract):
    os.kill(os.getppid(), 0)


def connect_to_another(abstract):
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(abstract)


RULES = {"landlock ports": (bind_port, connect_to_port), "landlock signals": (signal_another, connect_to_another)}


def held_by_rules(rules):
    """Those of RULES that hold, tried by a child under them."""
    reader, writer = os.pipe()
    with socket.socket(socket.AF_UNIX) as another:
        another.bind(b"")  # the kernel gives it a name that no file has
        another.listen()
        tried = os.fork()
        if tried == 0:
            try:
                isolation.take((landlock.restriction(rules),))
                held = [layer for layer, tries in RULES.items()
                        if all(denied(attempt, another.getsockname()) for attempt in tries)]
                os.write(writer, "\n".join(held).encode())
            finally:
                os._exit(0)
    os.close(writer)
    with open(reader) as told:
        held = set(told.read().splitlines())
    os.waitpid(tried, 0)
    return held


def denied(attempt, abstract):
    try:
        attempt(abstract)
    except OSError as error:
        return error.errno in (errno.EPERM, errno.EACCES)
    return False


def scratch_is_unseen():
    """Whether what a child mounts is mounted for it alone."""
    return os.stat(isolation.SCRATCH).st_dev == os.stat("/").st_dev


def threads_are_counted_alone():
    """Whether two processes may be where the supervisor, the nursery and this template already are three, and no third."""
    tried = os.fork()
    if tried == 0:
        try:
            isolation.take((isolation.OWN_USER_NAMESPACE,))
            resource.setrlimit(resource.RLIMIT_NPROC, (2, 2))
            end_at_once()
            try:
                end_at_once()
            except BlockingIOError:
                os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(tried, 0)[1] == 0


def end_at_once():
    """A process that has ended is counted until it is waited for."""
    if os.fork() == 0:
        os._exit(0)


KERNEL = {"own user namespace": threads_are_counted_alone}


def held_by_the_kernel():
    return {layer for layer, holds in KERNEL.items() if holds()}


AFTERWARDS = {"mount namespace": scratch_is_unseen}
PROBED = {*isolation.NAMESPACES, *RULES, *KERNEL, *CHILD, *AFTERWARDS}


def judged(claimed, output):
    """The claimed layers that hold, by what the program of the probes printed, and the others."""
    lines = output.splitlines()
    untried = CHILD.keys() - {line.removeprefix("-") for line in lines}
    if untried:
        raise RuntimeError(f"the probes of the sandbox ended before they had tried {sorted(untried)}; "
                           "see its messages, and raise its limits if they are small")
    broken = {line[1:] for line in lines if line.startswith("-")}
    broken |= {layer for layer in AFTERWARDS.keys() & claimed if not AFTERWARDS[layer]()}
    holding = (claimed & PROBED) - broken
    return holding, claimed - holding
