"""The templates as the supervisor sees them: their waiting children, the requests that wait for one, their renewal."""
import json
import os
import socket
import time
from collections import deque

import endings
import template

MESSAGE_BYTES_MAX = 65536
CARE_S = 1.0
STARVED_S = 0.1


class Child:
    __slots__ = ("template", "pid", "job", "out", "err", "inodes", "fork_micros")

    def __init__(self, owner, pid, descriptors, inodes, fork_micros):
        self.template = owner
        self.pid = pid
        self.job, self.out, self.err = descriptors
        self.inodes = inodes
        self.fork_micros = fork_micros

    def close(self):
        os.close(self.job)
        os.close(self.out)
        os.close(self.err)


class Template:
    """The supervisor's side of one template process."""

    def __init__(self, index, control, now):
        self.index = index
        self.control = control
        self.started = now
        self.is_ready = False
        self.children = deque()
        self.owed = deque()
        self.coming = 0
        self.at_work = 0
        self.forks = 0
        self.resident = None
        self.grown = 0
        self.starved_until = 0.0
        self.unsaid = bytearray()

    def say(self, action, number):
        self.unsaid += template.ACTION.pack(action, number)

    def tell(self):
        while self.unsaid:
            part = self.unsaid[:MESSAGE_BYTES_MAX // template.ACTION.size * template.ACTION.size]
            del self.unsaid[:len(part)]
            try:
                self.control.send(part)
            except OSError:
                self.unsaid.clear()  # it has ended, which its socket is about to tell

    def receive(self):
        for _ in range(2):
            try:
                return socket.recv_fds(self.control, MESSAGE_BYTES_MAX, 3)[:2]
            except ConnectionResetError:
                pass  # it ended before it had read all of ours, which is said once and before its last message
        return b"", []

    def spawn(self, inodes):
        self.coming += 1
        self.say(template.SPAWN, inodes)


class Stable:
    def __init__(self, settings, nursery):
        self.pool = settings["pool"]
        self.inodes = settings["inodes"]
        self.recycle = settings["recycle"]
        self.nursery = nursery
        self.current = {}
        self.successors = {}
        self.by_control = {}
        self.pairs = []
        self.endings = endings.Endings(settings["templates"])
        self.layers = set()  # of the first template, which the probes judged
        self.starts = {}  # by template: when one that failed is started again, and who waits for it
        self.care_at = time.monotonic() + CARE_S

    def start(self, index):
        one = Template(index, self.nursery.start(index), time.monotonic())
        self.by_control[one.control.fileno()] = one
        self.starts.pop(index, None)
        if index in self.current:
            self.successors[index] = one
        else:
            self.current[index] = one
        return one

    def await_first(self, one):
        """Waits for the first template, whose layers the others are to have too. Returns them."""
        message, _ = one.receive()
        ended = endings.told(message)
        if ended:
            raise RuntimeError(self.endings.at_first(one.index, ended))
        one.is_ready = True
        self.layers = set(json.loads(message)["layers"])
        return self.layers

    def ready(self, one, hello):
        """Whether it isolates as the first one does."""
        if not self.layers <= set(json.loads(hello)["layers"]):
            return False
        one.is_ready = True
        self.endings.mended(one.index)
        if self.successors.get(one.index) is one:
            del self.successors[one.index]
            old, self.current[one.index] = self.current[one.index], one
            for child in old.children:
                old.say(template.LEAVE, child.pid)
                child.close()
            old.children.clear()
            old.tell()
        return True

    # ---------------------------------------------------------------- requests and children

    def want(self, request):
        """Finds a child for `request` or has one forked. Returns a template that had to be started for it."""
        one, started = self.current.get(request.template), None
        if one is None:
            if request.template in self.starts:
                self.starts[request.template][1].append(request)
                return None
            one = started = self.start(request.template)
        if one.children and request.inodes == self.inodes:
            self.pairs.append((one.children.pop(), request, True))
            one.at_work += 1
        else:
            one.owed.append(request)
            one.spawn(request.inodes)
        return started

    def look_ahead(self, waiting):
        """Lets children for those that wait for a slot get ready while others run."""
        wanted = {}
        for request in waiting:
            if request.inodes == self.inodes:
                wanted[request.template] = wanted.get(request.template, 0) + 1
            if sum(wanted.values()) >= self.pool:
                break
        for index, number in wanted.items():
            one = self.current.get(index)
            if one is not None and one.is_ready and one.starved_until <= time.monotonic():
                for _ in range(number - len(one.children) - (one.coming - len(one.owed))):
                    one.spawn(self.inodes)

    def arrived(self, one, message, descriptors):
        _, pid, inodes, took, resident = template.SPAWNED.unpack(message)
        one.coming -= 1
        one.forks += 1
        if resident:
            one.resident = one.resident or resident
            one.grown = resident - one.resident
        child = Child(one, pid, descriptors, inodes, took)
        for at, request in enumerate(one.owed):
            if request.inodes == inodes:
                del one.owed[at]
                one.at_work += 1
                self.pairs.append((child, request, False))
                return
        if inodes == self.inodes and self.current.get(one.index) is one:
            one.children.append(child)
        else:
            one.say(template.LEAVE, pid)
            child.close()

    def matched(self):
        pairs, self.pairs = self.pairs, []
        return pairs

    def refused(self, one, inodes):
        """Takes the request that gets no child now that a fork for `inodes` failed, if there is one."""
        one.coming -= 1
        one.starved_until = time.monotonic() + STARVED_S
        if inodes == self.inodes and len(one.owed) <= one.coming:
            return None  # another of the usual kind is on its way for each that waits for one
        for at, request in enumerate(one.owed):
            if request.inodes == inodes:
                del one.owed[at]
                return request
        return None

    def done(self, child):
        child.template.at_work -= 1

    def tell(self):
        for one in list(self.by_control.values()):
            if one.unsaid:
                one.tell()

    # ---------------------------------------------------------------- the pool

    def hungry(self):
        return any(self.lacks(one) for one in self.current.values())

    def starving(self):
        """Whether a template with too few children has at most half of them."""
        return any(2 * len(one.children) <= self.pool for one in self.current.values() if self.lacks(one))

    def lacks(self, one):
        """Not soon after a fork failed: what the machine is short of does not come back by asking."""
        return (one.is_ready and len(one.children) + one.coming - len(one.owed) < self.pool
                and one.starved_until <= time.monotonic())

    def refill(self):
        """Called when nothing else is to do: one child for each template that lacks some."""
        for one in list(self.current.values()):
            if self.lacks(one):
                one.spawn(self.inodes)

    # ---------------------------------------------------------------- renewal

    def next_care(self):
        """When `care` is due: at once for a start, else each second."""
        return min((when for when, _ in self.starts.values()), default=self.care_at)

    def care(self, now):
        """Starts what has ended or is worn out, and lets go what has been succeeded. Returns what it started."""
        self.care_at = now + CARE_S
        started = []
        for index, (when, requests) in list(self.starts.items()):
            if when <= now:
                one = self.start(index)
                started.append(one)
                for request in requests:
                    one.owed.append(request)
                    one.spawn(request.inodes)
        for index, one in list(self.current.items()):
            if index not in self.successors and self.worn(one, now):
                started.append(self.start(index))
        for one in list(self.by_control.values()):
            if self.current.get(one.index) is not one and self.successors.get(one.index) is not one and not (
                    one.at_work or one.owed or one.coming):
                self.forget(one)
        return started

    def worn(self, one, now):
        return one.is_ready and (one.forks >= self.recycle["forks"] or now - one.started >= self.recycle["seconds"]
                                 or one.grown * 1024 >= self.recycle["bytes"])

    def forget(self, one):
        del self.by_control[one.control.fileno()]
        one.control.close()

    def lose(self, one, ended):
        """Forgets a template that has ended. Returns the requests that waited for its children."""
        requests = list(one.owed)
        for child in one.children:
            child.close()
        if self.successors.get(one.index) is one:
            del self.successors[one.index]
        elif self.current.get(one.index) is one:
            del self.current[one.index]
            self.starts[one.index] = (time.monotonic() + self.endings.ended(one.index, ended), [])
        self.forget(one)
        return requests
