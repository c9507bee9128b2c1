#: read files of the machine
for path in there("/etc/passwd", "/etc/shadow", "@CANARY@", "@SOURCES@/main.py", "/root/.bashrc", "/dev/mem", "/dev/kmsg",
                  "/usr/lib/../../etc/passwd", "//etc//hostname", "/home", "/var/lib"):
    attempt("read " + path, lambda: os.listdir(path) if path in ("/home", "/var/lib") else open(path, "rb").read(9),
            hides=path)
#: read proc and sys
for path in there("/proc/self/environ", "/proc/self/maps", "/proc/self/mem", "/proc/1/environ", "/proc/1/root/etc/passwd",
                  "/proc/sys/kernel/core_pattern", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/fs/cgroup"):
    attempt("read " + path, lambda: open(path, "rb").read(9), hides=path)
for path in there("/proc/sys/kernel/core_pattern", "/proc/self/oom_score_adj"):
    attempt("write " + path, lambda: open(path, "w").write("|x"), hides=path)
#: see the root | A,B
attempt("list /", lambda: os.listdir("/"))
attempt("list /dev/shm", lambda: os.listdir("/dev/shm"), hides="/dev/shm")
#: read through a link | A,A-
os.symlink("/etc/passwd", "link")
attempt("read a link", lambda: open("link").read(), hides="/etc/passwd")
os.symlink("/proc/self/environ", "other")
attempt("read another link", lambda: open("other").read(), hides="/proc/self/environ")
#: write where nothing may be written
import json
for path in ("/usr/lib/planted", json.__file__, "/usr/bin/python3", "/etc/planted", "/dev/planted", "/planted",
             "/var/tmp/planted", "/dev/shm/planted", "@FOLDER@/planted"):
    attempt("write " + path, lambda: open(path, "ab"), hides=os.path.dirname(path))
attempt("chmod", lambda: os.chmod(json.__file__, 0o777))
attempt("unlink", lambda: os.unlink(json.__file__))
attempt("rename", lambda: os.rename("/usr/lib", "/usr/lib2"))
attempt("mkdir", lambda: os.mkdir("/usr/lib/planted"))
attempt("device", lambda: os.mknod("device", 0o20666, os.makedev(1, 1)))
attempt("fifo", lambda: os.mkfifo("fifo"))
attempt("link", lambda: os.link(json.__file__, "planted"), codes=BARRIERS | {errno.EXDEV})
attempt("take", lambda: os.rename(json.__file__, "planted"), codes=BARRIERS | {errno.EXDEV})
#: fill the disk | A,A-
block = b"x" * (1 << 20)
def fill():
    for number in range(40):
        with open(f"file{number}", "wb") as file:
            for _ in range(8):
                file.write(block)
attempt("fill", fill, codes={errno.ENOSPC})
def one_large():
    with open("file0", "wb") as file:
        file.truncate(1 << 40)
attempt("one large file", one_large, codes={errno.EFBIG, errno.ENOSPC})
def many():
    for number in range(100000):
        open(f"n{number}", "w").close()
attempt("many files", many, codes={errno.ENOSPC})
#: no place to write | B
attempt("write /tmp", lambda: open("/tmp/planted", "w"))
attempt("write here", lambda: open("planted", "w"))
attempt("link", lambda: os.symlink("/etc/passwd", "/tmp/link"))
#: start programs
import subprocess
attempt("execv", lambda: os.execv("/usr/bin/env", ["env"]))
attempt("subprocess", lambda: subprocess.run(["/bin/sh", "-c", "id"]))
attempt("subprocess of python", lambda: subprocess.Popen([sys.executable, "-c", "1"]))
attempt("posix_spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
attempt("spawn", lambda: os.spawnv(os.P_NOWAIT, "/bin/true", ["true"]))
expect("os.system", os.system("true") != 0)
attempt("popen", lambda: os.popen("id").read())
attempt("suid", lambda: os.execv("/usr/bin/su", ["su"]))
import json
file = open(json.__file__)
attempt_call("execveat", 322, 281, file.fileno(), b"", None, None, 0x1000)
#: start a program of one's own | A,A-
with open("script", "w") as file:
    file.write("#!/bin/sh\nid\n")
os.chmod("script", 0o755)
attempt("execute a file", lambda: os.execv("./script", ["script"]))
import mmap
code = open("code", "w+b")
code.truncate(4096)
attempt("map a file as code", lambda: mmap.mmap(code.fileno(), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC))
#: multiprocessing
import multiprocessing, concurrent.futures
attempt("Process", lambda: multiprocessing.Process(target=print).start(), RuntimeError)
attempt("Pool", lambda: multiprocessing.Pool(2), RuntimeError)
attempt("executor", lambda: concurrent.futures.ProcessPoolExecutor(2), RuntimeError)
#: fork
attempt("fork", os.fork)
attempt("forkpty", os.forkpty, hides="/dev/ptmx")
# The C library then uses clone, whose flags a filter can read.
attempt_call("clone3", 435, 435, ctypes.create_string_buffer(88), ctypes.c_size_t(88), codes={errno.ENOSYS})
attempt_call("clone of a process", 56, 220, 17, 0, 0, 0, 0)
attempt_call("clone into a user namespace", 56, 220, 0x10000000 | 17, 0, 0, 0, 0)
if not arm:
    attempt_call("vfork", 58, -1)
    attempt_call("fork by number", 57, -1)
def bomb():
    while True:
        os.fork()
attempt("fork bomb", bomb)
#: thread bomb
import threading
ended = threading.Event()
started = []
def more():
    for _ in range(10000):
        thread = threading.Thread(target=ended.wait)
        thread.start()
        started.append(thread)
attempt("threads", more, RuntimeError)
ended.set()
expect("threads at most", 0 < len(started) <= 64)
#: thread bomb below python | | OK,KILLED,ERROR,OUT_OF_MEMORY
libpthread = ctypes.CDLL(None)
pause = ctypes.cast(libc.pause, ctypes.c_void_p)
made, handle = 0, ctypes.c_ulong()
while made < 5000 and libpthread.pthread_create(ctypes.byref(handle), None, pause, None) == 0:
    made += 1
expect("%d threads" % made, made < 5000)
sys.stdout.flush()
os._exit(0)
#: crowd of small threads | | OK,KILLED
import time
attributes, handle, made = ctypes.create_string_buffer(64), ctypes.c_ulong(), 0
libc.pthread_attr_init(attributes)
libc.pthread_attr_setstacksize(attributes, ctypes.c_size_t(16384))
print("TRIED", flush=True)
pause = ctypes.cast(libc.pause, ctypes.c_void_p)
while made < 30000 and libc.pthread_create(ctypes.byref(handle), attributes, pause, None) == 0:
    made += 1
time.sleep(1)
expect("%d small threads" % made, 0 < made < (64 + 64 if MINIMAL_ROOT else 1000))
sys.stdout.flush()
os._exit(0)
#: kill others
attempt("kill -1", lambda: os.kill(-1, 9))
attempt("kill the group", lambda: os.kill(0, 9))
attempt("kill the parent", lambda: os.kill(os.getppid(), 9))
attempt("kill 2", lambda: os.kill(2, 9))
attempt("kill 1 from outside", lambda: os.kill(1 if os.getpid() != 1 else 3, 9))
attempt("killpg", lambda: os.killpg(os.getpgrp() or 1, 9))
attempt("setpgid", lambda: os.setpgid(0, 0))
attempt("setsid", os.setsid)
attempt_call("tgkill", 234, 131, 2, 2, 9)
attempt_call("tkill", 200, 130, 2, 9)
attempt_call("sigqueue", 129, 138, 2, 9, ctypes.create_string_buffer(128))
attempt_call("pidfd_open", 434, 434, os.getpid(), 0)
attempt_call("pidfd_send_signal", 424, 424, 3, 9, None, 0)
#: signals through descriptors
import fcntl, socket
pair, other = socket.socketpair()
for command, value in ((8, -os.getpgrp()), (8, os.getppid()), (10, 9), (1024, 1), (1026, 1)):
    attempt("fcntl %d" % command, lambda: fcntl.fcntl(pair, command, value))
attempt("larger pipe", lambda: fcntl.fcntl(os.pipe()[1], 1031, 1 << 20))
attempt_call("fcntl F_SETOWN_EX", 72, 25, pair.fileno(), 15, ctypes.create_string_buffer(8))
#: datagrams to paths
import socket
for kind in (socket.SOCK_DGRAM, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC, socket.SOCK_RAW):
    attempt("pair of kind %d" % kind, lambda: socket.socketpair(socket.AF_UNIX, kind))
one, _ = socket.socketpair()
attempt("send to a path", lambda: one.sendto(b"x", "/run/systemd/notify"), codes={errno.EISCONN, errno.EOPNOTSUPP})
one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
one.sendto(b"x", "/run/systemd/notify")
expect("only its peer receives", other.recv(9) == b"x")
#: change files of one's own user | B
for path in ("@OWN@", json_file := __import__("json").__file__):
    attempt("chmod " + path, lambda: os.chmod(path, 0))
    attempt("utime " + path, lambda: os.utime(path, (0, 0)))
    attempt("truncate " + path, lambda: os.truncate(path, 0))
#: network
import socket
KEY, RDS, CAN, TIPC, BLUETOOTH, ALG, VSOCK, KCM, XDP = 15, 21, 29, 30, 31, 38, 40, 41, 44
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET,
               KEY, RDS, CAN, TIPC, BLUETOOTH, ALG, VSOCK, KCM, XDP):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        attempt(f"socket {family} {kind}", lambda: socket.socket(family, kind))
attempt("connect", lambda: socket.create_connection(("127.0.0.1", 80), 1))
attempt("listen", lambda: socket.create_server(("127.0.0.1", 8080)))
attempt("name", lambda: socket.getaddrinfo("example.org", 80), codes={socket.EAI_AGAIN, socket.EAI_NONAME, socket.EAI_FAIL})
attempt("socketpair of inet", lambda: socket.socketpair(socket.AF_INET))
attempt_call("socket by number", 41, 198, 2, 1, 0)
attempt_call("connect by number", 42, 203, 0, None, 0)
attempt_call("bind by number", 49, 200, 0, None, 0)
attempt_call("io_uring_setup", 425, 425, 8, ctypes.create_string_buffer(120))
#: system calls
for name, x86, aarch64 in (
        ("ptrace", 101, 117), ("process_vm_readv", 310, 270), ("process_vm_writev", 311, 271), ("bpf", 321, 280),
        ("perf_event_open", 298, 241), ("userfaultfd", 323, 282), ("keyctl", 250, 219), ("add_key", 248, 217),
        ("request_key", 249, 218), ("mount", 165, 40), ("umount2", 166, 39), ("setns", 308, 268),
        ("unshare", 272, 97), ("chroot", 161, 51), ("pivot_root", 155, 41), ("kexec_load", 246, 104),
        ("personality", 135, 92), ("memfd_create", 319, 279), ("init_module", 175, 105),
        ("finit_module", 313, 273), ("delete_module", 176, 106), ("open_by_handle_at", 304, 265),
        ("name_to_handle_at", 303, 264), ("syslog", 103, 116), ("reboot", 169, 142), ("swapon", 167, 224),
        ("settimeofday", 164, 170), ("clock_settime", 227, 112), ("adjtimex", 159, 171), ("seccomp", 317, 277),
        ("capset", 126, 91), ("landlock_restrict_self", 446, 446), ("landlock_create_ruleset", 444, 444),
        ("shmget", 29, 194), ("msgget", 68, 186), ("semget", 64, 190), ("mq_open", 240, 180), ("acct", 163, 89),
        ("quotactl", 179, 60), ("setuid", 105, 146), ("setgid", 106, 144), ("setresuid", 117, 147),
        ("setgroups", 116, 159), ("sethostname", 170, 161), ("sched_setaffinity", 203, 122),
        ("setpriority", 141, 140), ("ioprio_set", 251, 30), ("fsopen", 430, 430), ("move_mount", 429, 429),
        ("open_tree", 428, 428), ("mount_setattr", 442, 442), ("process_madvise", 440, 440), ("kcmp", 312, 272),
        ("fanotify_init", 300, 262), ("lookup_dcookie", 212, 18), ("vhangup", 153, 58), ("memfd_secret", 447, 447),
        ("pidfd_getfd", 438, 438), ("process_mrelease", 448, 448), ("rt_tgsigqueueinfo", 297, 240),
        ("move_pages", 279, 239), ("migrate_pages", 256, 238), ("set_mempolicy", 238, 237), ("mbind", 237, 235),
        ("inotify_init1", 294, 26), ("fanotify_mark", 301, 263), ("splice", 275, 76), ("tee", 276, 77),
        ("vmsplice", 278, 75), ("sync", 162, 81), ("syncfs", 306, 267), ("sched_setscheduler", 144, 119),
        ("sched_setattr", 314, 274), ("timer_create", 222, 107), ("clock_adjtime", 305, 266), ("setdomainname", 171, 162),
        ("setxattr", 188, 5), ("fchownat", 260, 54), ("execve", 59, 221), ("openat2", 437, 437), ("setfsuid", 122, 151),
        ("statmount", 457, 457), ("listmount", 458, 458), ("io_uring_enter", 426, 426), ("io_uring_register", 427, 427),
        ("mlock2", 325, 284), ("memfd by fsmount", 432, 432), ("lsm_set_self_attr", 460, 460),
        *(() if arm else (("iopl", 172, 0), ("ioperm", 173, 0), ("modify_ldt", 154, 0), ("uselib", 134, 0)))):
    attempt_call(name, x86, aarch64, 0, 0, 0, 0, 0, 0)
attempt_call("prctl dumpable", 157, 167, 4, 0, 0, 0, 0)
attempt_call("prctl no parent's death", 157, 167, 1, 0, 0, 0, 0)
attempt_call("prctl subreaper", 157, 167, 36, 1, 0, 0, 0)
attempt_call("prctl mm", 157, 167, 35, 8, 0, 0, 0)
attempt_call("prctl any may trace", 157, 167, 0x59616D61, -1, 0, 0, 0)
attempt_call("prctl ambient capabilities", 157, 167, 47, 2, 7, 0, 0)
attempt_call("prctl seccomp", 157, 167, 22, 1, 0, 0, 0)
attempt_call("prlimit of another", 302, 261, 2, 7, None, None)
#: terminal injection
import fcntl
for descriptor in (0, 1, 2):
    attempt(f"TIOCSTI on {descriptor}", lambda: fcntl.ioctl(descriptor, 0x5412, b"x"), codes={errno.ENOTTY})
    attempt(f"TIOCSCTTY on {descriptor}", lambda: fcntl.ioctl(descriptor, 0x540E, 0), codes={errno.ENOTTY})
# What has no terminal says so itself. A pipe would answer this one.
attempt("FIONREAD", lambda: fcntl.ioctl(os.pipe()[0], 0x541B, bytes(4)), codes={errno.ENOTTY})
for path in there("/dev/tty"):
    attempt(path, lambda: open(path), hides=path)
#: memory of lists and strings
import mmap
attempt("list", lambda: [0] * (1 << 33), MemoryError)
attempt("string", lambda: "x" * (1 << 33), MemoryError)
def grow():
    parts = []
    while True:
        parts.append(mmap.mmap(-1, 1 << 26))
attempt("growing", grow, codes={errno.ENOMEM})
attempt("shared memory", lambda: mmap.mmap(-1, 1 << 33), codes={errno.ENOMEM})
attempt("locked memory", lambda: libc.mlockall(3) == 0 or os.strerror(1 / 0), ZeroDivisionError)
def raised():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))
attempt("raise the limit", raised, ValueError)
#: memory of numpy
import numpy
attempt("ones", lambda: numpy.ones(1 << 32), MemoryError)
attempt("zeros", lambda: numpy.zeros((1 << 20, 1 << 14)), MemoryError)
attempt("broadcast", lambda: numpy.broadcast_to(1.0, (1 << 34,)).copy(), MemoryError)
attempt("file map", lambda: numpy.memmap("/etc/passwd", mode="r"), hides="/etc/passwd")
attempt("shared map", lambda: numpy.memmap("/dev/zero", mode="w+", shape=1 << 33), OSError, codes={errno.EACCES, errno.ENOMEM, errno.EINVAL, errno.EPERM, errno.EROFS})
attempt("load", lambda: numpy.load("@CANARY@", allow_pickle=True), hides="@CANARY@")
attempt("fromfile", lambda: numpy.fromfile("@CANARY@"), hides="@CANARY@")
#: numpy beyond its bounds | | KILLED
import numpy
from numpy.lib.stride_tricks import as_strided
print("TRIED", flush=True)
as_strided(numpy.zeros(8), shape=(1 << 40,), strides=(1 << 20,)).sum()
print("ESCAPED")
#: limits
for kind in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_DATA, resource.RLIMIT_CORE):
    attempt(f"raise {kind}", lambda: resource.setrlimit(kind, (1 << 45, 1 << 45)), ValueError)
files = []
def many():
    while True:
        files.append(open("/dev/null"))
attempt("descriptors", many, codes={errno.EMFILE})
expect("descriptors at most", 0 < len(files) <= 64)
# At 0 the kernel still runs what core_pattern names.
expect("no program is run for a core", resource.getrlimit(resource.RLIMIT_CORE) == (1, 1))
#: tables of descriptors of threads
CLONE_VM, CLONE_SIGHAND, CLONE_THREAD, CLOSE_RANGE_UNSHARE = 0x100, 0x800, 0x10000, 2
attempt_call("a thread with its own", 56, 220, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, 0, 0, 0, 0)
attempt_call("leave the common one", 436, 436, 4000, 4001, CLOSE_RANGE_UNSHARE)
os.closerange(4000, 4001)
#: descriptors in flight
import array, socket, time
kept, sent = [socket.socketpair()], 0
def send():
    global sent
    while True:
        kept[0][0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * 250))])
        sent += 250
attempt("all that the user may", send, codes={errno.ETOOMANYREFS})
time.sleep(0.2)
expect("%d in flight" % sent, sent <= 500)
#: signals that wait | | TIMEOUT
import time
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
for number in range(2000):
    os.kill(os.getpid(), signal.SIGRTMIN + number % 20)
print("TRIED", flush=True)
time.sleep(100)
#: core dump | | KILLED
print("TRIED", flush=True)
os.abort()
#: address nothing | | KILLED
print("TRIED", flush=True)
ctypes.string_at(0)
#: loop | | TIMEOUT
print("TRIED", flush=True)
while True:
    pass
#: sleep | | TIMEOUT
import time
print("TRIED", flush=True)
time.sleep(100)
#: loop in C | | TIMEOUT
print("TRIED", flush=True)
9**9**9
#: regular expression | | TIMEOUT
import re
print("TRIED", flush=True)
re.match("(a+)+$", "a" * 60 + "b")
#: swallow the timeout | | TIMEOUT
import time
print("TRIED", flush=True)
while True:
    try:
        time.sleep(100)
    except BaseException:
        pass
#: ignore signals | | TIMEOUT
import time
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
print("TRIED", flush=True)
time.sleep(100)
#: stop oneself | | TIMEOUT
import time
print("TRIED", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
time.sleep(100)
#: hang at exit | | TIMEOUT
import atexit, time
atexit.register(time.sleep, 100)
print("TRIED", flush=True)
#: hang in a thread | | TIMEOUT
import threading, time
threading.Thread(target=time.sleep, args=(100,)).start()
print("TRIED", flush=True)
#: leave but for a thread | | TIMEOUT
import threading, time
threading.Thread(target=time.sleep, args=(100,)).start()
print("TRIED", flush=True)
libc.syscall(93 if arm else 60, 0)
#: hang in a finaliser | | TIMEOUT,OK
class Slow:
    def __del__(self):
        while True:
            pass
print("TRIED", flush=True)
slow = Slow()
del slow
#: flood of output | | OUTPUT_LIMIT
print("TRIED", flush=True)
while True:
    os.write(1, b"x" * 65536)
#: flood of errors | | OUTPUT_LIMIT
print("TRIED", flush=True)
while True:
    os.write(2, b"x" * 65536)
#: trickle of output | | TIMEOUT,OUTPUT_LIMIT
print("TRIED", flush=True)
while True:
    os.write(1, b"x")
#: output in packets | | TIMEOUT,OUTPUT_LIMIT
import fcntl
print("TRIED", flush=True)
fcntl.fcntl(1, fcntl.F_SETFL, fcntl.fcntl(1, fcntl.F_GETFL) | os.O_DIRECT)
while True:
    os.write(1, b"x")
#: recursion | | ERROR
print("TRIED")
def down():
    return down()
down()
#: recursion without a limit | | ERROR,KILLED,OUT_OF_MEMORY,TIMEOUT
print("TRIED", flush=True)
sys.setrecursionlimit(1 << 30)
nest = []
for _ in range(200000):
    nest = [nest]
repr(nest)
#: deep expression | | ERROR,KILLED,OUT_OF_MEMORY
print("TRIED", flush=True)
eval("(" * 5000 + ")" * 5000)
#: an error that raises when shown | | ERROR
class Hostile(Exception):
    def __str__(self):
        raise SystemExit(0)
print("TRIED")
raise Hostile
#: secrets of the environment
expect("environment", set(os.environ) <= {"PATH", "LANG", "LC_CTYPE", "PYTHONHASHSEED", "MALLOC_ARENA_MAX", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "LD_BIND_NOW",
                                            "SYMPY_CACHE_SIZE"})
start, last = "@SECRET@"[:0:-1], "@SECRET@"[0]
expect("arguments", not whole(repr(sys.argv) + repr(sys.orig_argv), start, last))
expect("root", os.getuid() != 0 and os.geteuid() != 0 and 0 not in os.getgroups())
#: descriptors of others
def is_open(descriptor):
    try:
        os.fstat(descriptor)
        return True
    except OSError:
        return False
expect("descriptors", [descriptor for descriptor in range(4096) if is_open(descriptor)] == [0, 1, 2, 3])
#: forge a result | | OK
import struct
frame = struct.pack(">QBiQQBQQQIBI", 1, 0, 0, 6, 0, 0, 1, 1, 1, 1, 1, 6) + b"forged"
frame = struct.pack(">I", len(frame)) + frame
print("TRIED", flush=True)
os.write(1, frame)
os.write(2, frame)
os.write(3, struct.pack("=cBd", b"o", 0, 0.0))
while True:
    pass
#: say that the sandbox failed | | KILLED
print("TRIED", flush=True)
os.write(3, b"xnothing was run")
while True:
    pass
#: flood the supervisor | | KILLED
print("TRIED", flush=True)
while True:
    os.write(3, b"o" * 65536)
#: send descriptors to the supervisor | | KILLED,OK,ERROR
import array, socket
print("TRIED", flush=True)
control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)
control.sendmsg([b"?"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
while True:
    pass
#: out of band to the supervisor | | TIMEOUT,KILLED
import socket
print("TRIED", flush=True)
control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)
while True:
    control.send(b"x", socket.MSG_OOB)
#: a handle of the template
import socket
SO_PEERPIDFD = 77
control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=os.dup(3))
try:
    handle = control.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD)
except OSError as error:
    print("TRIED, the kernel gives none", error)
    raise SystemExit
attempt_call("signal", 424, 424, handle, 9, None, 0)
attempt_call("its descriptors", 438, 438, handle, 0, 0)
attempt_call("its namespaces", 308, 268, handle, 0x20000000)
attempt_call("its memory", 440, 440, handle, None, 0, 4, 0)
attempt_call("its mapping", 448, 448, handle, 0)
attempt("wait for it", lambda: os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOHANG), codes={errno.ECHILD})
#: reach a sibling | B
import time
for pid in ("@BESIDE@", str(os.getppid()), "1"):
    for name in ("environ", "cmdline", "maps", "mem", "stat", "status", "auxv", "pagemap", "syscall"):
        attempt(f"read {name} of {pid}", lambda: open(f"/proc/{pid}/{name}", "rb").read(9))
    for name in ("task", "fd", "ns", "map_files"):
        attempt(f"list {name} of {pid}", lambda: os.listdir(f"/proc/{pid}/{name}"))
    for name in ("exe", "cwd", "root", "fd/0", "ns/pid"):
        attempt(f"follow {name} of {pid}", lambda: os.readlink(f"/proc/{pid}/{name}"))
        attempt(f"open {name} of {pid}", lambda: open(f"/proc/{pid}/{name}"))
    attempt(f"write memory of {pid}", lambda: open(f"/proc/{pid}/mem", "r+b"))
    attempt(f"kill {pid}", lambda: os.kill(int(pid), 9))
    attempt_call(f"trace {pid}", 101, 117, 16, int(pid), 0, 0)
    attempt_call(f"handle of {pid}", 434, 434, int(pid), 0)
    attempt_call(f"locks of {pid}", 274, 100, int(pid), ctypes.create_string_buffer(8), ctypes.create_string_buffer(8))
#: calls of another architecture | | KILLED
import mmap
print("TRIED", flush=True)
if arm:
    os.abort()  # it has none
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, 20; int 0x80; ret
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
print("ESCAPED", call())
#: calls by the numbers of x32 | | KILLED
print("TRIED", flush=True)
if arm:
    os.abort()  # it has none
print("ESCAPED", libc.syscall(0x40000000 | 39))
#: close everything | | OK
print("TRIED", flush=True)
os.closerange(0, 100)
#: memory of the sandbox
reached = list(everything())
start, last = "@SECRET@"[:0:-1], "@SECRET@"[0]
expect("many objects", len(reached) > 10000)
expect("no secret in texts", not [text for text in reached if type(text) is str and whole(text, start, last)])
expect("no requests", not [value for value in reached if type(value).__name__ in ("Request", "Run")])
planted = bytearray("".join(["own-", "mar", "k"]).encode() + b"?")
pages, own, found = 0, 0, 0
for page in memory():
    pages += 1
    own += whole(page, b"own-mark", b"?")
    found += whole(page, start.encode(), last.encode())
expect("%d pages" % pages, pages > 2000)
expect("what is there is found", own > 0)
expect("no secret", found == 0)
#: rewrite the interpreter for those that come after
print = lambda *words: os.write(1, " ".join(map(str, words)).encode() + b"\n")
write = ctypes.cast(ctypes.pythonapi.PyFile_WriteObject, ctypes.c_void_p).value
page = write & ~4095
opened = libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(8192), 7)
ctypes.memset(write, 0, 8)
expect("own copy written to", opened == 0 and ctypes.string_at(write, 8) == bytes(8))
os._exit(0)
#: call into the sandbox's own modules
frame = sys._getframe()
while "isolation" not in frame.f_globals:
    frame = frame.f_back
isolation, landlock = frame.f_globals["isolation"], frame.f_globals["landlock"]
attempt("mounts", lambda: isolation.take(isolation.own_scratch(1 << 20, 1)))
attempt("namespace", lambda: isolation.take(isolation.own_pid_namespace(3)), codes={errno.EPERM})
isolation.namespaces = dict  # else it would look into /proc, which is not there, before it tries anything
attempt("root", lambda: isolation.enter_namespaces())
attempt("user namespace", lambda: isolation.take((isolation.OWN_USER_NAMESPACE,)))
attempt("rules", lambda: landlock.rules(1, False))
