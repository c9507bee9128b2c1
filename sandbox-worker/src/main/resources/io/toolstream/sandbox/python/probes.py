"""Attempts that a layer must stop, made by a real child at the start. A layer that stops too little does not count."""

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
refuse("seccomp", stopped(fork, *denied), stopped(lambda: socket.socket(), *denied),
       stopped(lambda: os.execv("/usr/bin/env", ["env"]), *denied),
       stopped(lambda: os.kill(os.getppid() or -1, 0), *denied),
       stopped(lambda: call(PTRACE, 0, 0, 0, 0), *denied))
refuse("landlock files", stopped(lambda: os.listdir("/"), *denied), stopped(lambda: open("/etc/passwd"), *gone),
       stopped(lambda: open("/usr/lib/planted", "w"), *denied, errno.EROFS))
refuse("minimal root", stopped(lambda: open("/etc/passwd"), *gone), stopped(lambda: os.listdir("/proc"), *gone),
       stopped(lambda: os.listdir("/home"), *gone), stopped(lambda: os.listdir("/root"), *gone))
refuse("own pid namespace", os.getpid() == 1)
refuse("not root", os.getuid() != 0, stopped(lambda: os.setuid(0), *denied))
refuse("resource limits", stopped(lambda: bytearray(1 << 50), errno.ENOMEM),
       resource.getrlimit(resource.RLIMIT_CORE) == (0, 0),
       stopped(lambda: resource.prlimit(0, resource.RLIMIT_CPU, (1 << 20, 1 << 20)), *denied))
'''
PROBED = {"seccomp", "landlock files", "minimal root", "own pid namespace", "not root", "resource limits"}
PTRACE = {"x86_64": 101, "aarch64": 117}


def program(machine):
    return PROGRAM.replace("PTRACE", str(PTRACE[machine]))


def judged(claimed, output):
    """The claimed layers without those that a probe got through."""
    broken = {line[1:] for line in output.splitlines() if line.startswith("-")}
    tested = {line.removeprefix("-") for line in output.splitlines()}
    if tested != PROBED:
        raise RuntimeError(f"the probes of the sandbox ended before they had tried {sorted(PROBED - tested)}")
    return claimed - broken, broken & claimed
