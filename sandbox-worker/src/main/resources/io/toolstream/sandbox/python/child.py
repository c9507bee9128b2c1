"""The life of a child: isolate, only then receive a program, run it, end.

The template left it three descriptors, its job and its output, and others only of its own, which it closes."""
import _thread
import os
import signal
import sys
import time

import isolation
import landlock
import limits
import preparation
import runner
import seccomp
from wire import LENGTH, NOTE, read_program

JOB = 3
SETUP_FAILED = b"x"


class Plan:
    """What the template prepared for its children."""

    def __init__(self, layers, machine, rules, filters, settings):
        self.layers = layers
        self.machine = machine
        self.rules = rules
        self.filters = filters
        self.used = 0
        self.scratch = "mount namespace" in layers
        self.counted_alone = "own user namespace" in layers
        self.scratch_bytes = settings["scratchBytes"]
        self.usual_inodes = settings["inodes"]
        self.usual_steps = self.laid_out(self.usual_inodes)
        self.threads_of_all = settings["threadsOfAll"]
        self.seeded = preparation.seeded()

    def steps(self, inodes):
        """What a child does to isolate itself."""
        return self.usual_steps if inodes == self.usual_inodes else self.laid_out(inodes)

    def laid_out(self, inodes):
        steps = [isolation.Step("prctl", isolation.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)]
        if self.scratch:
            steps += isolation.own_scratch(self.scratch_bytes, inodes)
            if self.counted_alone:
                steps.append(isolation.OWN_USER_NAMESPACE)
            steps.append(isolation.Step("capset", *isolation.NO_CAPABILITIES))
        if self.rules >= 0:
            steps.append(landlock.restriction(self.rules))
        return tuple(steps)

    def threads_as_counted(self, threads):
        """What the kernel's count may come to; 0 where it cannot be limited."""
        return threads + limits.SPARE_THREADS if self.counted_alone else self.threads_of_all


def streams():
    """The program's three streams, over descriptors that each child has its own of."""
    sys.stdin = sys.__stdin__ = open(0, "r", encoding="utf-8", errors="replace", closefd=False)
    runner.streams()


def live(plan, steps):
    """Never returns."""
    try:
        isolation.take(steps)
        os.closerange(JOB + 1, 1 << 20)
        if plan.filters:
            inner = plan.filters.get(1) or seccomp.Installable(
                isolation.libc, plan.machine, seccomp.Filter(plan.machine).inner(os.getpid(), plan.scratch))
            inner.install()
        data = receive()
        if data is None:
            os._exit(0)
        begun = time.process_time()
        echo, seed, most, threads, texts = read_program(data)
        if texts[1]:
            give_input(texts[1].encode())
        # The limits began at the highest that any request may ask for.
        limits.lower(limits.asked(plan.used, plan.threads_as_counted(threads), *most), threads)
        sow(plan, seed)
        os.read(JOB, 1)
    except BaseException as error:  # must not fall back into the template's loop
        os.write(JOB, SETUP_FAILED + f"a child could not be prepared: {error!r}".encode()[:1000])
        wait_for_the_end()
    code, how = runner.finish(*runner.run(texts[0], texts[2:], echo))
    try:
        os.write(JOB, NOTE.pack(how, code, begun))
    except OSError:
        pass  # the program closed it; the exit code tells enough
    os._exit(code)


def wait_for_the_end():
    """The supervisor believes that a child failed only while it has not taken all of its job, and then kills it."""
    time.sleep(3600)
    os._exit(1)


def receive():
    """The job but for its last byte, which is taken when nothing can fail any more but the program."""
    head = os.read(JOB, LENGTH.size)
    if not head:
        return None
    left = LENGTH.unpack(head)[0]
    parts = []
    while left:
        more = os.read(JOB, left)
        if not more:
            return None
        parts.append(more)
        left -= len(more)
    return memoryview(parts[0] if len(parts) == 1 else b"".join(parts))


def sow(plan, seed):
    for generator, bits in plan.seeded:
        generator(seed & bits)


def give_input(data):
    """What a pipe does not take at once, a thread pours in: all programs share what their user may have in pipes."""
    reader, writer = os.pipe()
    os.dup2(reader, 0)
    os.close(reader)
    os.set_blocking(writer, False)
    try:
        data = memoryview(data)[os.write(writer, data):]
    except BlockingIOError:
        pass
    os.set_blocking(writer, True)
    if data:
        _thread.start_new_thread(pour, (writer, data))
    else:
        os.close(writer)


def pour(writer, data):
    try:
        while data:
            data = data[os.write(writer, data):]
        os.close(writer)
    except OSError:
        pass  # the program closed its end, or ours
