"""The layers that keep a program in, but for Landlock and seccomp: namespaces, a minimal root, capabilities."""
import _thread
import ctypes
import functools
import os
import shutil
import signal
import struct
import sys

from syscalls import ARCHITECTURES

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
holding = ctypes.PyDLL(None, use_errno=True)  # calls without letting other threads of Python run

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MS_REC, MS_PRIVATE = 16384, 1 << 18
MOUNT_SETATTR, AT_RECURSIVE = 442, 0x8000  # the same on every architecture
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 36, 38
SCRATCH = b"/scratch/own"
NOBODY = 65534
NAMESPACES = {"user namespace": "user", "pid namespace": "pid", "mount namespace": "mnt", "network namespace": "net",
              "ipc namespace": "ipc"}  # as /proc names them
NO_CAPABILITIES = struct.pack("II", 0x20080522, 0), bytes(24)


def check(result, what):
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


class Step:
    """A call of the C library with its arguments, laid out before there is a child: what a child touches of the
    template's memory, the kernel copies for it."""

    __slots__ = ("call", "name")

    def __init__(self, name, *arguments):
        self.name = name
        self.call = functools.partial(getattr(libc, name), *arguments)


def take(steps):
    for step in steps:
        if step.call() < 0:
            check(-1, step.name)


def mount(source, target, kind, flags, data=None):
    def encoded(text):
        return text.encode() if text is not None else None

    check(libc.mount(encoded(source), target.encode(), encoded(kind), ctypes.c_ulong(flags), encoded(data)),
          f"mount {target}")


def make_read_only(target):
    """With what is mounted below it, where the kernel (5.12) can: remounting changes the uppermost mount alone."""
    attributes = struct.pack("QQQQ", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0, 0, 0)
    if libc.syscall(MOUNT_SETATTR, -1, target.encode(), AT_RECURSIVE, attributes, ctypes.c_size_t(len(attributes))) < 0:
        mount(None, target, None, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)


def interpreter_folders():
    """Where the running interpreter's files lie, besides /usr."""
    folders = {os.path.realpath(prefix) for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix)}
    return sorted(folder for folder in folders if not (folder + "/").startswith("/usr/"))


def die_with_parent():
    check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "PR_SET_PDEATHSIG")


def bare_fork():
    """As os.fork where only one thread has ever used Python, but runs none of the hooks that modules have registered and
    none of the interpreter's own repairs: they put in order what other threads may have left, and draw random seeds."""
    if _thread._count():
        return os.fork()
    return check(holding.fork(), "fork")


def adopt_orphans():
    """What descendants leave when they end becomes a child of this process."""
    check(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "PR_SET_CHILD_SUBREAPER")


def namespaces():
    """Those that this process is in, by layer: a number that no other namespace of the kind has."""
    return {layer: os.stat(f"/proc/self/ns/{kind}").st_ino for layer, kind in NAMESPACES.items()}


def try_namespaces():
    """Why `enter_namespaces` would fail, or nothing: found out by another process, so that no half of it remains."""
    reader, writer = os.pipe()
    tried = os.fork()
    if tried == 0:
        os.close(reader)
        try:
            enter_namespaces()
            os._exit(0)
        except OSError as refused:
            os.write(writer, str(refused).encode())
            os._exit(1)
    os.close(writer)
    why = os.read(reader, 1000).decode()
    os.close(reader)
    os.waitpid(tried, 0)
    return why or None


def enter_namespaces():
    """Moves into new namespaces with a minimal root. Returns the descriptor of the pid namespace, and the layers of
    which the kernel shows that this is another namespace than before.

    Only the process that is to go on returns; its parent stays behind to hand its end on.
    """
    before = namespaces()
    uid, gid = os.getuid(), os.getgid()
    check(libc.unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
                       | CLONE_NEWCGROUP), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"1000 {uid} 1"), ("gid_map", f"1000 {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    inner = os.fork()
    if inner:
        stay_behind(inner)
    die_with_parent()
    pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    entered = {layer for layer, number in namespaces().items() if number != before[layer]}
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    enter_minimal_root()
    libc.sethostname(b"sandbox", 7)
    return pid_namespace, entered


def stay_behind(inner):
    os.close(0)
    os.close(1)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(inner, signal.SIGKILL))
    while True:
        try:
            _, status = os.waitpid(inner, 0)
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
        except InterruptedError:
            continue


def enter_minimal_root():
    root = "/tmp"
    # Open trees survive the tmpfs that is about to cover /tmp, should the interpreter live below it.
    sources = {folder: os.open(folder, os.O_PATH) for folder in ["/usr", *interpreter_folders()]}
    devices = {name: os.open(f"/dev/{name}", os.O_PATH) for name in ("null", "zero", "urandom")}
    mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    for folder in ("dev", "etc", "scratch", "scratch/own", "old"):
        os.mkdir(f"{root}/{folder}", 0o755)
    for folder, source in sources.items():
        target = root + folder
        os.makedirs(target, exist_ok=True)
        mount(f"/proc/self/fd/{source}", target, None, MS_BIND | MS_REC)
        make_read_only(target)
        os.close(source)
    for name in ("lib", "lib64", "bin"):
        os.symlink("usr/" + name, f"{root}/{name}")
    for name, source in devices.items():
        with open(f"{root}/dev/{name}", "w"):
            pass
        mount(f"/proc/self/fd/{source}", f"{root}/dev/{name}", None, MS_BIND)
        os.close(source)
    for name in ("ld.so.cache", "localtime"):
        if os.path.exists("/etc/" + name):
            shutil.copyfile("/etc/" + name, f"{root}/etc/{name}")
    if os.path.isdir("/etc/alternatives"):
        shutil.copytree("/etc/alternatives", f"{root}/etc/alternatives", symlinks=True)
    os.chdir(root)
    check(libc.syscall(ARCHITECTURES[os.uname().machine][2]["pivot_root"], b".", b"old"), "pivot_root")
    os.chdir("/")
    check(libc.umount2(b"/old", 2), "umount of the old root")
    os.rmdir("/old")
    if not os.path.exists("/tmp"):  # it does where the interpreter lies below
        os.symlink("scratch/own", "/tmp")
    mount(None, "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def own_pid_namespace(outer):
    """Steps that make the next fork the first process of a new pid namespace."""
    return Step("setns", outer, CLONE_NEWPID), Step("unshare", CLONE_NEWPID)


def own_scratch(bytes_max, inodes):
    """Steps to a folder that only this process sees and that ends with it."""
    options = b"size=%d,nr_inodes=%d,mode=700" % (bytes_max, inodes)
    return (Step("unshare", CLONE_NEWNS),
            Step("mount", b"tmpfs", SCRATCH, b"tmpfs", ctypes.c_ulong(MS_NOSUID | MS_NODEV | MS_NOEXEC), options),
            Step("chdir", SCRATCH))


# The kernel then counts this process's threads apart from those of its siblings. It gives capabilities, to be dropped.
OWN_USER_NAMESPACE = Step("unshare", CLONE_NEWUSER)


def forbid_new_privileges():
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS")


def bound_capabilities():
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails beyond the last one, or when there is none to drop


def drop_capabilities():
    check(libc.capset(*NO_CAPABILITIES), "capset")


def become_nobody():
    """Gives up root, keeping the right to describe oneself in /proc."""
    if os.getuid() != 0:
        return
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    check(libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "PR_SET_DUMPABLE")
    if not os.access(os.__file__, os.R_OK):
        raise PermissionError(f"{sys.prefix} cannot be read by an ordinary user: start the sandbox as the user who "
                              "can, or with an interpreter that everybody can read")
