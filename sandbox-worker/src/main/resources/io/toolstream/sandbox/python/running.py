"""A request, its run in a child, and the verdict."""
import fcntl
import os
import signal
import time

import wire

SETUP_FAILED = ord("x")
LAST_BYTE = b"."  # taken by a child when it begins to run the program
SIOCOUTQ = 0x5411
OUT_OF_MEMORY, TIMEOUT = ord("m"), ord("t")
ENDINGS = b"oemt"
STATUSES = ("OK", "ERROR", "TIMEOUT", "CPU_LIMIT", "OUT_OF_MEMORY", "OUTPUT_LIMIT", "KILLED", "REJECTED", "EXPIRED",
            "INFRASTRUCTURE")  # as the worker numbers them
OUT_OF_MEMORY_TOLD = b"killed: the memory of the sandbox as a whole was used up\n"
KILLED_TOLD = b"killed by a signal that the sandbox did not send; most likely this machine is short of memory\n"
NUMBERS = {name: number for number, name in enumerate(STATUSES)}


class Request:
    """A program that is to run. What it is, only its child will know."""

    __slots__ = ("id", "template", "wall", "cpu_ms", "output_bytes", "output_total_bytes", "inodes", "job", "asked")

    def __init__(self, body, now):
        (self.id, self.template, wall_ms, self.cpu_ms, self.output_bytes, self.output_total_bytes,
         self.inodes) = wire.REQUEST.unpack_from(body)
        self.wall = wall_ms / 1000
        program = body[wire.REQUEST.size:]
        self.job = wire.LENGTH.pack(len(program)) + program + LAST_BYTE
        self.asked = now

    @staticmethod
    def internal(number, code, settings):
        limits = settings["limits"]
        head = wire.REQUEST.pack(number, 0, limits["wallMs"], limits["cpuMs"], limits["outputBytes"],
                                 limits["outputTotalBytes"], settings["inodes"])
        return Request(head + wire.program(code, "", (), "none", 0, limits), time.monotonic())

    def refusal(self, status, why):
        told = why.encode()
        return wire.RESULT.pack(self.id, NUMBERS[status], 1, 0, len(told), 0, 0, 0, 0, 0, 0, 0) + told


class Run:
    """A request in a child."""

    __slots__ = ("child", "request", "pooled", "started", "deadline", "unsent", "mask", "out", "err", "watched", "why",
                 "over", "cpu", "cpu_before")

    def __init__(self, child, request, pooled, now):
        self.child = child
        self.request = request
        self.pooled = pooled
        self.started = now
        self.deadline = now + request.wall
        self.unsent = request.job
        request.job = b""
        self.mask = 1  # readable, which is how its socket is registered
        self.out = wire.Output(request.output_bytes)
        self.err = wire.Output(request.output_bytes)
        self.watched = self.over = False
        self.why = None
        self.cpu = self.cpu_before = 0.0

    def measure(self):
        """The processor time of the child until now."""
        try:
            self.cpu = time.clock_gettime((~self.child.pid << 3) | 2)
        except OSError:
            pass  # it has ended; its own last word, if any, stands

    def threads(self):
        """How many the child has, as the kernel counts them; 0 if it cannot be seen or has ended."""
        try:
            return os.stat(f"/proc/{self.child.pid}/task").st_nlink - 2
        except OSError:
            return 0

    def begun(self):
        """Whether the child has taken the last of its job: before that, no program can have spoken for it."""
        return not self.unsent and not any(fcntl.ioctl(self.child.job, SIOCOUTQ, bytes(4)))

    def result(self, status, code, told=None):
        out, err = self.out.text(), self.err.text() if told is None else told
        cpu = max(0.0, self.cpu - self.cpu_before)
        return wire.RESULT.pack(
            self.request.id, NUMBERS[status], code, self.out.total, self.err.total, self.out.cut() or self.err.cut(),
            int((time.monotonic() - self.started) * 1e6), int(cpu * 1e6),
            max(0, int((self.started - self.request.asked) * 1e6)), self.child.fork_micros, self.pooled,
            len(out)) + out + err


def verdict_of_note(run, note):
    """Status, exit code and perhaps a text, from what the child said at its end. A lie shortens the liar's result."""
    if note[0] == SETUP_FAILED and run.why is None and not run.begun():
        return "INFRASTRUCTURE", 1, note[1:]
    if len(note) != wire.NOTE.size or note[0] not in ENDINGS:
        # Its time may have ended before it had begun: it was told so while it was being prepared, which failed by that.
        return run.why or "KILLED", -signal.SIGKILL
    how, code, before = wire.NOTE.unpack_from(note)
    run.cpu_before = before if before >= 0 else 0.0
    if run.why is not None:
        return run.why, code
    if how[0] == TIMEOUT:
        return "CPU_LIMIT", code
    if how[0] == OUT_OF_MEMORY:
        return "OUT_OF_MEMORY", code
    return ("OK" if code == 0 else "ERROR"), code


def verdict_of_end(run, status, kills):
    """Status and exit code of a child that ended without a word, and that the sandbox has not killed."""
    code = os.waitstatus_to_exitcode(status)
    if run.why is not None:
        return run.why, code
    if code < 0:
        if run.cpu * 1000 >= run.request.cpu_ms or code == -signal.SIGXCPU:
            return "CPU_LIMIT", code
        if code == -signal.SIGKILL:
            out_of_memory = kills.more()
            run.err.add(OUT_OF_MEMORY_TOLD if out_of_memory else KILLED_TOLD)
            return ("OUT_OF_MEMORY" if out_of_memory else "KILLED"), code
        return "KILLED", code
    return ("OK" if code == 0 else "ERROR"), code
