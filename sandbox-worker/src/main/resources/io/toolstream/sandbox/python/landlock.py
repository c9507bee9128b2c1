"""Landlock: the files that a program may see, no port, no signal to others."""
import ctypes
import os
import stat
import struct

from isolation import Step, check, interpreter_folders, libc

CREATE, ADD, RESTRICT = 444, 445, 446  # the same on every architecture
FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
READ = (1 << 2) | (1 << 3)
ON_FILE = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14)
NEVER = (1 << 0) | (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11) | (1 << 15)  # execute, devices, sockets
READABLE = ("/usr/lib", "/usr/local/lib", "/usr/share/zoneinfo", "/lib", "/lib64", "/dev/zero", "/dev/urandom",
            "/etc/localtime", "/etc/ld.so.cache")


def version():
    return max(0, libc.syscall(CREATE, None, ctypes.c_size_t(0), 1))


def layers(known):
    """Their names, by the version of the kernel's interface."""
    return {name for since, name in ((1, "landlock files"), (4, "landlock ports"), (6, "landlock signals"))
            if known >= since}


def rules(known, scratch):
    """A descriptor of the rules: the interpreter's files may be read, the scratch folder written, no port used."""
    files = FILES[min(known, 5)]
    attributes = struct.pack("QQQ", files, 3 if known >= 4 else 0, 3 if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    made = check(libc.syscall(CREATE, attributes, ctypes.c_size_t(size), 0), "landlock_create_ruleset")
    for path in (*READABLE, *interpreter_folders()):
        allow(made, path, READ)
    allow(made, "/dev/null", files & ~NEVER)
    if scratch:
        allow(made, "/scratch", files & ~NEVER)
    return made


def allow(made, path, access):
    try:
        file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(os.fstat(file).st_mode):
        access &= ON_FILE
    check(libc.syscall(ADD, made, 1, struct.pack("=Qi", access, file), 0), f"landlock_add_rule {path}")
    os.close(file)


def restriction(made):
    return Step("syscall", RESTRICT, made, 0)
