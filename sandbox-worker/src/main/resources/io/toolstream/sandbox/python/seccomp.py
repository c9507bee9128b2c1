"""The system call filter of a program: classic BPF, built for one architecture and one process id."""
import ctypes
import errno
import os
import struct

from syscalls import ARCHITECTURES

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
CLONE_THREAD = 0x10000
X32_BIT = 0x40000000
TERMINAL_READS = (0x5401, 0x5413, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONBIO, FIONCLEX, FIOCLEX
PR_SET_NAME, PR_GET_NAME = 15, 16


def refuse(code):
    return 0x00050000 | code


def argument(index):
    return LOAD, 0, 0, 16 + 8 * index


def one_of(values, otherwise):
    """Allows a call whose loaded argument is one of the values."""
    body = []
    for at, value in enumerate(values):
        body.append((EQUAL, len(values) - at, 0, value))
    return body + [(RETURN, 0, 0, otherwise), (RETURN, 0, 0, ALLOW)]


class Filter:
    def __init__(self, machine, own_pid):
        if machine not in ARCHITECTURES:
            raise OSError(errno.ENOSYS, f"no system call table for {machine}; known: {sorted(ARCHITECTURES)}")
        self.audit, self.allowed, self.guarded = ARCHITECTURES[machine]
        self.own_pid = own_pid
        self.code = bytearray()

    def add(self, operation, yes, no, value):
        self.code += struct.pack("HBBI", operation, yes, no, value & 0xFFFFFFFF)

    def guard(self, name, body):
        if name in self.guarded:
            self.add(EQUAL, 0, len(body), self.guarded[name])
            for instruction in body:
                self.add(*instruction)

    def build(self):
        self.add(LOAD, 0, 0, 4)
        self.add(EQUAL, 1, 0, self.audit)
        self.add(RETURN, 0, 0, KILL)
        self.add(LOAD, 0, 0, 0)
        self.add(AT_LEAST, 0, 1, X32_BIT)
        self.add(RETURN, 0, 0, KILL)
        for number in self.allowed.values():
            self.add(EQUAL, 0, 1, number)
            self.add(RETURN, 0, 0, ALLOW)
        denied = refuse(errno.EPERM)
        threads_only = [(ANY_BIT, 0, 1, CLONE_THREAD), (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, denied)]
        self.guard("clone", [argument(0)] + threads_only)
        self.guard("clone3", [(RETURN, 0, 0, refuse(errno.ENOSYS))])
        for name in ("kill", "tgkill"):
            self.guard(name, [argument(0)] + one_of((self.own_pid,), denied))
        self.guard("socketpair", [argument(0)] + one_of((1,), denied))
        self.guard("ioctl", [argument(1)] + one_of(TERMINAL_READS, refuse(errno.ENOTTY)))
        self.guard("prctl", [argument(0)] + one_of((PR_SET_NAME, PR_GET_NAME), denied))
        self.guard("prlimit64", [argument(0)] + one_of((0, self.own_pid), denied))
        self.add(RETURN, 0, 0, denied)
        return bytes(self.code)


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def install(libc, machine, code):
    """Puts the calling thread under the filter for good. Needs no_new_privs."""
    number = ARCHITECTURES[machine][2]["seccomp"]
    buffer = ctypes.create_string_buffer(code, len(code))
    program = Program(len(code) // 8, ctypes.addressof(buffer))
    if libc.syscall(number, 1, 0, ctypes.byref(program)):
        code = ctypes.get_errno()
        raise OSError(code, "seccomp: " + os.strerror(code))
