"""The layers that keep a program in: namespaces, a minimal root, Landlock, capabilities, resource limits."""
import ctypes
import mmap
import os
import resource
import shutil
import signal
import stat
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MS_REC, MS_PRIVATE = 16384, 1 << 18
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 24, 36, 38
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
LANDLOCK_READ = (1 << 2) | (1 << 3)
LANDLOCK_ON_FILE = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14)
LANDLOCK_NEVER = (1 << 0) | (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11) | (1 << 15)  # execute, devices, sockets
SCRATCH = "/scratch/own"
NOBODY = 65534


def check(result, what):
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def mount(source, target, kind, flags, data=None):
    def encoded(text):
        return text.encode() if text is not None else None

    check(libc.mount(encoded(source), target.encode(), encoded(kind), ctypes.c_ulong(flags), encoded(data)),
          f"mount {target}")


def interpreter_folders():
    """Where the running interpreter's files lie, besides /usr."""
    folders = {os.path.realpath(prefix) for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix)}
    return sorted(folder for folder in folders if not (folder + "/").startswith("/usr/"))


def die_with_parent():
    check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "PR_SET_PDEATHSIG")


def enter_namespaces():
    """Moves into new namespaces with a minimal root. Returns the descriptor of the pid namespace.

    Only the process that is to go on returns; its parent stays behind to hand its end on.
    """
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
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    enter_minimal_root()
    libc.sethostname(b"sandbox", 7)
    return pid_namespace


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
    interpreter = interpreter_folders()
    # Open trees survive the tmpfs that is about to cover /tmp, should the interpreter live below it.
    sources = {folder: os.open(folder, os.O_PATH) for folder in ["/usr", *interpreter]}
    devices = {name: os.open(f"/dev/{name}", os.O_PATH) for name in ("null", "zero", "urandom")}
    mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    for folder in ("dev", "etc", "scratch", "scratch/own", "old"):
        os.mkdir(f"{root}/{folder}", 0o755)
    for folder, source in sources.items():
        target = root + folder
        os.makedirs(target, exist_ok=True)
        mount(f"/proc/self/fd/{source}", target, None, MS_BIND | MS_REC)
        mount(None, target, None, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)
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
    from syscalls import ARCHITECTURES
    pivot = ARCHITECTURES[os.uname().machine][2]["pivot_root"]
    check(libc.syscall(pivot, b".", b"old"), "pivot_root")
    os.chdir("/")
    check(libc.umount2(b"/old", 2), "umount of the old root")
    os.rmdir("/old")
    os.symlink("scratch/own", "/tmp")
    mount(None, "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def own_pid_namespace(outer):
    """Makes the next fork the first process of a new pid namespace."""
    check(libc.setns(outer, CLONE_NEWPID), "setns")
    check(libc.unshare(CLONE_NEWPID), "unshare of the pid namespace")


def own_scratch(bytes_max, files_max):
    check(libc.unshare(CLONE_NEWNS), "unshare of the mounts")
    mount("tmpfs", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
          f"size={bytes_max},nr_inodes={files_max},mode=700")
    os.chdir(SCRATCH)


def forbid_new_privileges():
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS")


def drop_capabilities():
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails beyond the last one, or when there is none to drop
    check(libc.capset(struct.pack("II", 0x20080522, 0), bytes(24)), "capset")


def become_nobody():
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def landlock_version():
    return max(0, libc.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1))


def landlock_rules(version, scratch):
    """A descriptor of the rules: the interpreter's files may be read, the scratch folder written, no port used."""
    files = LANDLOCK_FILES[min(version, 5)]
    attributes = struct.pack("QQQ", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = check(libc.syscall(LANDLOCK_CREATE, attributes, ctypes.c_size_t(size), 0), "landlock_create_ruleset")
    readable = ["/usr/lib", "/usr/local/lib", "/usr/share/zoneinfo", "/lib", "/lib64", "/dev/zero", "/dev/urandom",
                "/etc/localtime", "/etc/ld.so.cache", *interpreter_folders()]
    for path in readable:
        landlock_allow(rules, path, LANDLOCK_READ)
    landlock_allow(rules, "/dev/null", files & ~LANDLOCK_NEVER)
    if scratch:
        landlock_allow(rules, "/scratch", files & ~LANDLOCK_NEVER)
    return rules


def landlock_allow(rules, path, access):
    try:
        file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(os.fstat(file).st_mode):
        access &= LANDLOCK_ON_FILE
    check(libc.syscall(LANDLOCK_ADD, rules, 1, struct.pack("=Qi", access, file), 0), f"landlock_add_rule {path}")
    os.close(file)


def landlock_enter(rules):
    check(libc.syscall(LANDLOCK_RESTRICT, rules, 0), "landlock_restrict_self")
    os.close(rules)


def address_space():
    """Bytes of address space in use, found by lowering the limit in a child until nothing more fits.

    /proc is gone in the minimal root, so it cannot be asked.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        low, high = 0, 1 << 40
        while high - low > 65536:
            middle = (low + high) // 2
            resource.setrlimit(resource.RLIMIT_AS, (middle, resource.RLIM_INFINITY))
            try:
                mmap.mmap(-1, 4096).close()
                high = middle
            except OSError:
                low = middle
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        os.write(writer, b"%d" % high)
        os._exit(0)
    os.close(writer)
    used = int(os.read(reader, 64))
    os.close(reader)
    os.waitpid(child, 0)
    return used


def fixed_limits():
    for kind, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0),
                        (resource.RLIMIT_SIGPENDING, 256), (resource.RLIMIT_STACK, 8 << 20)):
        resource.setrlimit(kind, (value, value))


def program_limits(limits, used):
    memory = used + limits["memoryBytes"]
    for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_DATA, memory),
                        (resource.RLIMIT_FSIZE, limits["fileBytes"]), (resource.RLIMIT_NOFILE, limits["files"])):
        resource.setrlimit(kind, (value, value))
    seconds = max(1, -(-limits["cpuMs"] // 1000))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
