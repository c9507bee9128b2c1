"""The template: imports what programs need, then only forks. It never sees a program.

Messages from the supervisor are records of an action and a number; those to it are in `supervisor.py`'s words."""
import array
import ctypes
import fcntl
import gc
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from collections import deque

import child
import isolation
import landlock
import limits
import pages
import preparation
import probes
import rehearsal
import runner
import seccomp

ACTION = struct.Struct("=cI")
SPAWN, TERMINATE, KILL, LEAVE, WATCH = b"s", b"t", b"k", b"l", b"w"
SPAWNED = struct.Struct("=cIIII")  # b"s", pid, inodes, microseconds until it was forked, kB resident
ENDED = struct.Struct("=cIid")  # b"e", pid, wait status, processor seconds
FAILED = struct.Struct("=cI")  # b"f", inodes; the rest of the message says why
MESSAGE_BYTES_MAX = 65536
REAP_MS = 20
PAIR_KIND = socket.SOCK_STREAM | socket.SOCK_CLOEXEC


def serve(control, layers, pid_namespace, settings, modules):
    """Never returns: answers the supervisor until it hangs up."""
    isolation.die_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    started = time.monotonic()
    preparation.load(modules, settings["warmUp"])
    plan = make_plan(set(layers), pid_namespace, settings)
    rehearsal.rehearse(plan, settings)
    hide_ours()
    gc.collect()
    pages.fill_holes()
    pages.gather_heap()
    gc.freeze()
    plan.used = limits.address_space()  # of all that a program did not ask for
    limits.fixed(settings["limits"], plan.used)
    hello = {"layers": sorted(plan.layers), "importMs": round((time.monotonic() - started) * 1000)}
    control.send(json.dumps(hello).encode())
    Forks(control, plan, pid_namespace).loop()


def hide_ours():
    """A program that imports a module by the name of one of ours shall get what an interpreter of its own would give."""
    ours = os.path.dirname(os.path.abspath(__file__))
    for name, module in list(sys.modules.items()):
        if name != "__main__" and os.path.dirname(getattr(module, "__file__", None) or "") == ours:
            del sys.modules[name]


def make_plan(layers, pid_namespace, settings):
    machine = os.uname().machine
    version = landlock.version() if "landlock" not in settings["without"] else 0
    rules = landlock.rules(version, "mount namespace" in layers) if version else -1
    if version:
        layers |= landlock.layers(version) - (probes.RULES.keys() - probes.held_by_rules(rules))
    limits.count_threads()
    layers.add("resource limits")
    if pid_namespace >= 0:
        layers.add("own pid namespace")
        layers |= probes.held_by_the_kernel()
    for name in (signal.SIGTERM, signal.SIGXCPU):
        signal.signal(name, runner.out_of_time)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    child.streams()
    return child.Plan(layers, machine, rules, filters(machine, pid_namespace, layers), settings)


def filters(machine, pid_namespace, layers):
    """Installs the outer filter here. The inner ones by process id: all children are 1 in namespaces of their own."""
    try:
        inner = seccomp.Installable(isolation.libc, machine, seccomp.Filter(machine).inner(1, "mount namespace" in layers))
        seccomp.Installable(isolation.libc, machine, seccomp.Filter(machine).outer()).install()
    except OSError as refused:
        sys.stderr.write(f"no system call filter: {refused}\n")
        sys.stderr.flush()
        return None
    layers.add("seccomp")
    return {1: inner} if pid_namespace >= 0 else {0: inner}


class Forks:
    """Forks children when told, and reaps those that the supervisor has done with."""

    def __init__(self, control, plan, pid_namespace):
        self.control = control
        self.plan = plan
        self.pid_namespace = pid_namespace
        self.alive = set()
        self.leaving = deque()
        self.watched = {}
        self.forks = 0
        self.ends = (ctypes.c_int * 2)()
        self.handed = array.array("i", (0, 0, 0))
        self.ancillary = ((socket.SOL_SOCKET, socket.SCM_RIGHTS, self.handed),)
        self.silence = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
        self.log = fcntl.fcntl(2, fcntl.F_DUPFD_CLOEXEC, child.JOB + 1)
        self.own_pid_namespace = isolation.own_pid_namespace(pid_namespace)
        self.poll = select.poll()
        self.poll.register(control.fileno(), select.POLLIN)

    def loop(self):
        own = self.control.fileno()
        while True:
            for descriptor, _ in self.poll.poll(REAP_MS if self.leaving else None):
                if descriptor == own:
                    self.obey(self.heard())
                else:
                    self.report(descriptor)
            self.reap()

    def heard(self):
        try:
            return self.control.recv(MESSAGE_BYTES_MAX)
        except ConnectionResetError:  # it ended before it had read all of ours
            return b""

    def obey(self, message):
        if not message:
            os._exit(0)
        for action, number in ACTION.iter_unpack(message):
            if action == SPAWN:
                self.spawn(number)
            elif number not in self.alive:
                continue  # it has just been reported
            elif action == LEAVE:
                os.kill(number, signal.SIGKILL)
                if number not in self.watched.values():  # else its end is reported, and it is reaped then
                    self.alive.remove(number)
                    self.leaving.append(number)
            elif action == WATCH:
                handle = os.pidfd_open(number)
                self.watched[handle] = number
                self.poll.register(handle, select.POLLIN)
            else:
                os.kill(number, signal.SIGTERM if action == TERMINATE else signal.SIGKILL)

    def spawn(self, inodes):
        opened = []
        begun = time.monotonic()
        try:
            steps = self.plan.steps(inodes)
            pid = self.fork(opened)
        except OSError as refused:
            self.control.send(FAILED.pack(b"f", inodes) + str(refused).encode())
            return
        if pid == 0:
            child.live(self.plan, steps)
        try:
            self.hand_over(pid, inodes, int((time.monotonic() - begun) * 1e6), opened)
        finally:
            self.hold_nothing(opened)

    def fork(self, opened):
        """The template then holds the ends of the child's descriptors too."""
        try:
            opened += self.pair()
            opened += os.pipe()
            opened += os.pipe()
            _, taken, _, out, _, err = opened
            for descriptor, place in ((taken, child.JOB), (out, 1), (err, 2)):
                os.dup2(descriptor, place)
            if self.pid_namespace >= 0:
                isolation.take(self.own_pid_namespace)
            return isolation.bare_fork()
        except BaseException:
            self.hold_nothing(opened)
            raise

    def hand_over(self, pid, inodes, micros, opened):
        self.forks += 1
        self.alive.add(pid)
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if self.forks % 256 == 1 else 0
        self.handed[:] = array.array("i", opened[::2])
        self.control.sendmsg((SPAWNED.pack(b"s", pid, inodes, micros, resident),), self.ancillary)

    def pair(self):
        if isolation.libc.socketpair(socket.AF_UNIX, PAIR_KIND, 0, self.ends) < 0:
            isolation.check(-1, "socketpair")
        return self.ends

    def hold_nothing(self, opened):
        """Leaves the ends of a child to others: the supervisor hears of its death by them."""
        os.dup2(self.silence, child.JOB)
        os.dup2(self.silence, 1)
        os.dup2(self.log, 2)
        for descriptor in opened:
            os.close(descriptor)

    def reap(self):
        for _ in range(len(self.leaving)):
            pid = self.leaving.popleft()
            if os.waitpid(pid, os.WNOHANG)[0] == 0:
                self.leaving.append(pid)

    def report(self, handle):
        pid = self.watched.pop(handle)
        self.alive.remove(pid)
        self.poll.unregister(handle)
        os.close(handle)
        _, status, used = os.wait4(pid, 0)
        self.control.send(ENDED.pack(b"e", pid, status, used.ru_utime + used.ru_stime))
