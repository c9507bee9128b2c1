"""Resource limits. Those that every program has are set in the template and inherited; a request lowers the rest."""
import _thread
import mmap
import os
import resource
import threading

# To a core limit of 0 the kernel still runs a program that core_pattern names, as root; to 1 it does not.
FIXED = ((resource.RLIMIT_CORE, 1), (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0),
         (resource.RLIMIT_SIGPENDING, 256), (resource.RLIMIT_STACK, 8 << 20))
SPARE_THREADS = 64  # the kernel counts the first one too, and those that Python has counted out already
STARTERS = ((_thread, "start_new_thread"), (_thread, "start_joinable_thread"), (threading, "_start_new_thread"),
            (threading, "_start_joinable_thread"))


class Threads:
    """Counts the threads of a program. The kernel counts those of a user, which programs share."""

    most = 64

    def __init__(self, start):
        self.start = start

    def __call__(self, *args, **named):
        if _thread._count() >= Threads.most:
            raise RuntimeError(f"can't start new thread: a program may run {Threads.most}")
        return self.start(*args, **named)


def count_threads():
    counted = {}
    for module, name in STARTERS:
        start = getattr(module, name, None)
        if start is not None:
            setattr(module, name, counted.setdefault(id(start), Threads(start)))


def fixed(largest, used):
    """Limits of the template, which its children begin with: the highest that any request may ask for."""
    for kind, value in FIXED:
        resource.setrlimit(kind, (value, value))
    memory = used + largest["memoryBytes"]
    for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_DATA, memory),
                        (resource.RLIMIT_FSIZE, largest["fileBytes"])):
        resource.setrlimit(kind, (value, value))


def asked(used, threads_as_counted, cpu_ms, memory_bytes, file_bytes, files):
    """What is to be set for a request, by kind of limit."""
    memory = used + memory_bytes
    seconds = max(1, -(-cpu_ms // 1000))
    pairs = [(resource.RLIMIT_AS, (memory, memory)), (resource.RLIMIT_DATA, (memory, memory)),
             (resource.RLIMIT_FSIZE, (file_bytes, file_bytes)), (resource.RLIMIT_NOFILE, (files, files)),
             (resource.RLIMIT_CPU, (seconds, seconds + 1))]
    if threads_as_counted:
        pairs.append((resource.RLIMIT_NPROC, (threads_as_counted, threads_as_counted)))
    return pairs


def held():
    """Those that hold now, of the kinds that a request lowers."""
    return [(kind, resource.getrlimit(kind)) for kind, _ in asked(0, 1, 0, 0, 0, 0)]


def lower(pairs, threads):
    for kind, most in pairs:
        resource.setrlimit(kind, most)
    Threads.most = threads


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
