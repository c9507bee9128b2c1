"""Arranges the memory of a template so that a fork and its child copy few pages. With none of it all runs as well.

Most of what a small program costs is the kernel's work for the pages of its process: each that the child writes to, if
only to count a reference, is copied, and each of the interpreter's own code is looked up anew."""
import ctypes
import gc
import os

from isolation import libc

COLLAPSE = 25  # MADV_COLLAPSE, of Linux 6.1
HUGE = 2 << 20
READ, WRITE, EXECUTE = 1, 2, 4
PRIVATE_ANONYMOUS = 0x22
MOVE_TO = 3  # MREMAP_MAYMOVE, MREMAP_FIXED
LOADED, WRITABLE = 1, 2  # a segment's kind and flag
SMALL_BYTES_MAX = 512  # larger objects do not lie in the pools of Python's allocator
POOL_BYTES = 16384
POOL_HEAD_BYTES = 48
NEAR = 4  # places apart, as the numbers of this loop take some
FILLED_BYTES_MAX = 1 << 17  # of each size
size, address = ctypes.c_size_t, ctypes.c_void_p
libc.mmap.restype = libc.mremap.restype = address
kept = []


class Segment(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("offset", ctypes.c_uint64),
                ("start", ctypes.c_uint64), ("physical", ctypes.c_uint64), ("in_file", ctypes.c_uint64),
                ("in_memory", ctypes.c_uint64), ("align", ctypes.c_uint64)]


class Loaded(ctypes.Structure):
    _fields_ = [("base", ctypes.c_size_t), ("name", ctypes.c_char_p), ("segments", ctypes.c_void_p),
                ("number", ctypes.c_uint16)]


def gather_heap():
    """In huge pages: a fork then copies fewer page table entries, and a child misses fewer translations. The processor
    time of a program with sympy fell by a tenth. Where a huge page would reach beyond the heap, pages stay small."""
    for page in {id(thing) // HUGE for thing in gc.get_objects()}:
        collapse(page * HUGE)


def collapse(start):
    return libc.madvise(address(start), size(HUGE), COLLAPSE) == 0


def fill_holes():
    """Takes the free places between objects, so that what a child makes lies together, in pages that are no other's.

    Stops for each size where places lie next to each other through a whole pool: that one was free, and is given back."""
    for width in range(16, SMALL_BYTES_MAX + 1, 16):
        pool = (POOL_BYTES - POOL_HEAD_BYTES) // width
        made, row, before = [], 0, 0
        while row < pool and len(made) * width < FILLED_BYTES_MAX:
            made.append(thing_of(width, len(made)))
            here = id(made[-1])
            row = row + 1 if abs(here - before) <= NEAR * width else 1
            before = here
        kept.extend(made[:-row])


def thing_of(width, number):
    if width == 16:
        return object()
    return float(number) if width == 32 else bytes(width - bytes.__basicsize__)


def gather_code():
    """Moves the interpreter's code and constants out of its file into huge pages of memory: those a child has from the
    start, while those of a file it would have to look up. Profilers no longer find its symbols.

    Another process tries it first, and all stays as it was where that one failed or got no huge pages: small ones would
    cost a fork more than they save."""
    stretch = interpreter() if os.uname().machine == "x86_64" else None
    if stretch is None:
        return
    try:
        tried = os.fork()
    except OSError:
        return
    if tried == 0:
        os._exit(0 if moved(*stretch) else 1)
    if os.waitpid(tried, 0)[1] == 0:
        moved(*stretch)


def interpreter():
    """From where to where the segments lie that hold the interpreter and are not written to; nothing if not found."""
    inside = ctypes.cast(ctypes.pythonapi.Py_GetVersion, address).value
    page = os.sysconf("SC_PAGE_SIZE")
    stretches = []

    def each(loaded, _size, _data):
        one = loaded.contents
        for number in range(one.number):
            segment = Segment.from_address(one.segments + number * ctypes.sizeof(Segment))
            if segment.kind == LOADED and not segment.flags & WRITABLE:
                start = (one.base + segment.start) // page * page
                end = -(-(one.base + segment.start + segment.in_memory) // page) * page
                if stretches and stretches[-1][1] == start:
                    stretches[-1][1] = end
                else:
                    stretches.append([start, end])
        return 0

    told = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Loaded), size, address)
    libc.dl_iterate_phdr(told(each), None)
    return next((stretch for stretch in stretches if stretch[0] <= inside < stretch[1]), None)


def moved(start, end):
    failed = address(-1).value
    length = size(end - start)
    room = libc.mmap(None, size(end - start + 2 * HUGE), READ | WRITE, PRIVATE_ANONYMOUS, -1, size(0))
    if room == failed:
        return False
    copy = -(-room // HUGE) * HUGE + start % HUGE
    ctypes.memmove(copy, start, end - start)
    if libc.mprotect(address(copy), length, READ | EXECUTE) or libc.mremap(
            address(copy), length, length, MOVE_TO, address(start)) == failed:
        libc.munmap(address(room), size(end - start + 2 * HUGE))
        return False
    libc.munmap(address(room), size(copy - room))
    libc.munmap(address(copy + end - start), size(room + 2 * HUGE - copy))
    return all([collapse(huge) for huge in range(-(-start // HUGE) * HUGE, end - HUGE + 1, HUGE)])
