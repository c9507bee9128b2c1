"""The system call filters of a program: classic BPF, built for one architecture.

Installing a large filter costs more than the rest of the isolation, so there are two. The outer one is installed once
in the template and inherited: it allows what a program or the template may ever call. The inner one, a few
instructions, is installed by each child and takes away what only the template needs. The stricter answer holds."""
import ctypes
import errno
import os
import struct

from syscalls import ARCHITECTURES

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
CLONE_THREAD, CLONE_FILES = 0x10000, 0x400
CLOSE_RANGE_CLOEXEC = 4
X32_BIT = 0x40000000
TERMINAL_READS = (0x5401, 0x5413, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONBIO, FIONCLEX, FIOCLEX
PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS = 15, 16, 39
UNIX = 1
# A datagram socket of a pair could still send to any path. With SOCK_NONBLOCK, SOCK_CLOEXEC, both.
PAIRS = tuple(kind | flags for kind in (1, 5) for flags in (0, 0x800, 0x80000, 0x80800))
# F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY: the kernel signals others on a program's behalf.
SIGNALLING = (8, 10, 15, 1024, 1026)
SET_PIPE_SIZE = 1031  # large pipes would use up what all programs may have together
# Landlock knows nothing of them, and where a program has no scratch folder no file is its own.
FILE_CHANGES = ("chmod", "fchmod", "fchmodat", "utimensat", "utime", "utimes", "truncate")
INSTRUCTION = struct.Struct("HBBI")
TEMPLATE_ONLY = ("setns", "unshare", "mount", "capset", "landlock_restrict_self", "seccomp", "pidfd_open")


def refuse(code):
    return 0x00050000 | code


DENIED = refuse(errno.EPERM)


def argument(index):
    return LOAD, 0, 0, 16 + 8 * index


def one_of(values, otherwise):
    """Allows a call whose loaded argument is one of the values."""
    body = [(EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
    return body + [(RETURN, 0, 0, otherwise), (RETURN, 0, 0, ALLOW)]


def none_of(values):
    """Refuses a call whose loaded argument is one of the values."""
    body = [(EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
    return body + [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, DENIED)]


class Filter:
    def __init__(self, machine):
        if machine not in ARCHITECTURES:
            raise OSError(errno.ENOSYS, f"no system call table for {machine}; known: {sorted(ARCHITECTURES)}")
        self.audit, self.allowed, self.guarded = ARCHITECTURES[machine]
        self.code = bytearray()

    def add(self, operation, yes, no, value):
        self.code += INSTRUCTION.pack(operation, yes, no, value & 0xFFFFFFFF)

    def guard(self, name, body):
        self.add(EQUAL, 0, len(body), self.guarded[name])
        for instruction in body:
            self.add(*instruction)

    def outer(self):
        self.add(LOAD, 0, 0, 4)
        self.add(EQUAL, 1, 0, self.audit)
        self.add(RETURN, 0, 0, KILL)
        self.add(LOAD, 0, 0, 0)
        self.add(AT_LEAST, 0, 1, X32_BIT)
        self.add(RETURN, 0, 0, KILL)
        inner = [self.guarded[name] for name in (*TEMPLATE_ONLY, "clone", "kill", "tgkill", "prctl")]
        for number in (*self.allowed.values(), *inner):
            self.add(EQUAL, 0, 1, number)
            self.add(RETURN, 0, 0, ALLOW)
        self.guard("clone3", [(RETURN, 0, 0, refuse(errno.ENOSYS))])  # the C library then uses clone
        self.guard("socketpair", [argument(0), (EQUAL, 1, 0, UNIX), (RETURN, 0, 0, DENIED), argument(1)]
                   + one_of(PAIRS, DENIED))
        self.guard("fcntl", [argument(1)] + none_of((*SIGNALLING, SET_PIPE_SIZE)))
        self.guard("ioctl", [argument(1)] + one_of(TERMINAL_READS, refuse(errno.ENOTTY)))
        self.guard("close_range", [argument(2)] + one_of((0, CLOSE_RANGE_CLOEXEC), DENIED))
        self.guard("prlimit64", [argument(0)] + one_of((0,), DENIED))
        self.add(RETURN, 0, 0, DENIED)
        return bytes(self.code)

    def inner(self, own_pid, scratch):
        self.add(LOAD, 0, 0, 0)
        for name in () if scratch else FILE_CHANGES:
            if name in self.allowed:
                self.add(EQUAL, 0, 1, self.allowed[name])
                self.add(RETURN, 0, 0, DENIED)
        for name in TEMPLATE_ONLY:
            self.guard(name, [(RETURN, 0, 0, DENIED)])
        # A thread with a table of descriptors of its own could have as many again as the process may.
        self.guard("clone", [argument(0), (ANY_BIT, 0, 2, CLONE_THREAD), (ANY_BIT, 0, 1, CLONE_FILES),
                             (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, DENIED)])
        self.guard("prctl", [argument(0)] + one_of((PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS), DENIED))
        for name in ("kill", "tgkill"):
            self.guard(name, [argument(0)] + one_of((own_pid,), DENIED))
        self.add(RETURN, 0, 0, ALLOW)
        return bytes(self.code)


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


class Installable:
    """A filter ready to be installed: a child has no time to lay it out."""

    def __init__(self, libc, machine, code):
        self.libc = libc
        self.number = ARCHITECTURES[machine][2]["seccomp"]
        self.code = ctypes.create_string_buffer(code, len(code))
        self.program = Program(len(code) // 8, ctypes.addressof(self.code))
        self.pointer = ctypes.byref(self.program)

    def install(self):
        """Puts the calling thread under the filter for good. Needs no_new_privs."""
        if self.libc.syscall(self.number, 1, 0, self.pointer):
            code = ctypes.get_errno()
            raise OSError(code, "seccomp: " + os.strerror(code))
