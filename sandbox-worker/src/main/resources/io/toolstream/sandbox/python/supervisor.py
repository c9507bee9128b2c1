"""The supervisor: hands programs to isolated children, keeps their time, and owns every verdict.

Three kinds of process: this one knows programs and forks nothing; templates, forked before any program is read by a
nursery, fork children and know no program; a child isolates itself, and only then receives its one program.
So no child's memory ever held another's program. Nothing here waits for a template: what a child is wanted for is
remembered, and goes on when the child arrives."""
import json
import os
import select
import socket
import time
from collections import deque

import endings
import limits
import probes
import template
import wire
from nursery import Nursery
from running import Request, Run, verdict_of_end, verdict_of_note
from stable import Stable

BELOW_MINIMUM = 78
READ_BYTES = 65536
REQUEST_READ_BYTES = 1 << 20
SOON_S = 0.004  # a program that ends sooner has its output read once, at its end
REFILL_S = 0.001
REFILL_BUSY_S = 0.003
REFILL_UNHURRIED_S = 0.004  # whoever waited for the last answer goes first while some children are left
PROBE_ID = 0
CROWD_S = 0.05


class Supervisor:
    def __init__(self, settings, layers, without_namespaces, pid_namespace, kills, requests=0, answers=1):
        self.settings = settings
        self.layers = layers
        self.without_namespaces = without_namespaces
        self.kills = kills
        # Without a user namespace of its own the kernel counts a program's threads with those of the whole machine, and
        # gives no limit that its siblings would not feel. So they are counted here, in programs that are not over soon.
        self.counts_threads = pid_namespace < 0
        self.crowd_at = None
        self.requests = requests
        self.answers = answers
        self.poll = select.epoll()
        self.frames = wire.Frames()
        self.outgoing = []
        self.waiting = deque()
        self.unwanted = set()  # cancelled before their children had come
        self.running = 0  # slots taken, by runs and by requests whose child is on its way
        self.by_job = {}
        self.by_stream = {}
        self.fresh = deque()
        self.deadline = None
        self.now = time.monotonic()
        self.nursery = Nursery(layers, pid_namespace, settings)
        self.stable = Stable(settings, self.nursery)
        self.probing = True

    def run(self):
        try:
            self.boot()
        except RuntimeError as broken:
            self.outgoing.append(wire.frame(json.dumps({"failed": str(broken)}).encode()))
            self.flush()
            os._exit(1)
        self.poll.register(self.requests, select.EPOLLIN)
        self.start_templates()
        while self.turn():
            pass

    def boot(self):
        first = self.stable.start(0)
        self.listen(first)
        self.layers = self.stable.await_first(first)
        self.waiting.append(Request.internal(PROBE_ID, probes.program(os.uname().machine), self.settings))
        self.dispatch()
        while self.probing:
            self.turn()

    def start_templates(self):
        for index, one in enumerate(self.settings["templates"]):
            if index and one["eager"]:
                self.listen(self.stable.start(index))

    def listen(self, one):
        self.poll.register(one.control.fileno(), select.EPOLLIN)

    def introduce(self, output):
        self.probing = False
        self.layers, broken = probes.judged(self.layers, output)
        missing = [layer for layer in self.settings["minimum"] if layer not in self.layers]
        if "landlock files" not in self.layers and "minimal root" not in self.layers:
            missing.append("landlock files or minimal root")
        hello = {"layers": sorted(self.layers), "missing": missing, "broken": sorted(broken),
                 "withoutNamespaces": self.without_namespaces, "versions": self.settings["versions"],
                 "templates": [one["name"] for one in self.settings["templates"]]}
        self.outgoing.append(wire.frame(json.dumps(hello).encode()))
        self.flush()
        if missing:
            os._exit(BELOW_MINIMUM)

    def turn(self):
        events = self.poll.poll(self.patience())
        self.now = time.monotonic()
        if not events:
            self.stable.refill()
        for descriptor, mask in events:
            if descriptor in self.by_job:
                self.hear(self.by_job[descriptor], mask)
            elif descriptor in self.by_stream:
                run = self.by_stream[descriptor]
                self.drain(run, descriptor, run.out if descriptor == run.child.out else run.err)
            elif descriptor == self.requests:
                if not self.read_requests():
                    return False
            elif descriptor in self.stable.by_control:
                self.hear_template(descriptor)
            # Else what it belonged to was settled earlier in this turn.
        self.keep_time()
        self.dispatch()
        self.stable.tell()
        self.flush()
        return True

    def patience(self):
        until = self.deadline
        if self.fresh and (until is None or self.fresh[0].started + SOON_S < until):
            until = self.fresh[0].started + SOON_S
        care = self.stable.next_care()
        wait = max(0.0, (care if until is None else min(care, until)) - time.monotonic())
        if self.crowd_at is not None:
            wait = min(wait, max(0.0, self.crowd_at - time.monotonic()))
        if not self.waiting and self.stable.hungry():
            pause = REFILL_BUSY_S if self.running else REFILL_S if self.stable.starving() else REFILL_UNHURRIED_S
            wait = min(wait, pause)
        return wait

    def read_requests(self):
        data = os.read(self.requests, REQUEST_READ_BYTES)
        for body in self.frames.add(data):
            if len(body) == wire.CANCEL.size:
                self.cancel(*wire.CANCEL.unpack(body))
            else:
                self.waiting.append(Request(body, self.now))
        return bool(data)

    def cancel(self, number):
        """Ends a program that nobody waits for any more. One that has just been answered is none of ours."""
        for run in self.by_job.values():
            if run.request.id == number:
                self.settle(run, "EXPIRED", -9)
                return
        for request in self.waiting:
            if request.id == number:
                self.waiting.remove(request)
                self.answer(request.refusal("EXPIRED", "its caller has gone"))
                return
        if self.running == len(self.by_job):
            self.unwanted.clear()  # nobody's child is on its way
        else:
            self.unwanted.add(number)

    # ---------------------------------------------------------------- children

    def hear_template(self, descriptor):
        one = self.stable.by_control[descriptor]
        message, descriptors = one.receive()
        ended = endings.told(message)
        if ended:
            self.lose(one, ended)
        elif message[:1] == b"s":
            self.stable.arrived(one, message, descriptors)
        elif message[:1] == b"e":
            self.end(*template.ENDED.unpack(message)[1:])
        elif message[:1] == b"f":
            self.fail_owed(one, template.FAILED.unpack_from(message)[1], message[template.FAILED.size:].decode())
        elif not self.stable.ready(one, message):
            self.lose(one, "because it isolates by less than the first template")

    def fail_owed(self, one, inodes, why):
        if self.probing:
            raise RuntimeError(f"no child can be forked: {why}")
        request = self.stable.refused(one, inodes)
        if request is not None:
            self.running -= 1
            self.answer(request.refusal("INFRASTRUCTURE", f"a child could not be forked: {why}"))

    def lose(self, one, ended):
        """A template has ended, and its children with it: what they ran has no result."""
        self.poll.unregister(one.control.fileno())
        self.kills.more()  # if it was the template, no program is to be charged with it
        for run in [run for run in self.by_job.values() if run.child.template is one]:
            self.settle(run, "INFRASTRUCTURE", -9, f"the template of this program ended {ended}".encode())
        requests = self.stable.lose(one, ended)
        self.running -= len(requests)
        self.waiting.extendleft(reversed(requests))

    def dispatch(self):
        most = self.settings["parallel"]
        while self.waiting and self.running < most:
            request = self.waiting.popleft()
            refusal = self.stable.endings.refusal(request.template)
            if refusal:
                self.answer(request.refusal("INFRASTRUCTURE", refusal))
                continue
            self.running += 1
            started = self.stable.want(request)
            if started is not None:
                self.listen(started)
        if self.waiting:
            self.stable.look_ahead(self.waiting)
        for child, request, pooled in self.stable.matched():
            self.start(child, request, pooled)

    def start(self, child, request, pooled):
        run = Run(child, request, pooled, time.monotonic())
        self.by_job[child.job] = run
        self.fresh.append(run)
        if self.deadline is None or run.deadline < self.deadline:
            self.deadline = run.deadline
        os.set_blocking(child.job, False)
        self.poll.register(child.job, select.EPOLLIN)
        if request.id in self.unwanted:
            self.unwanted.remove(request.id)
            self.settle(run, "EXPIRED", -9)
            return
        self.feed(run)

    def feed(self, run):
        try:
            run.unsent = run.unsent[os.write(run.child.job, run.unsent):]
        except BlockingIOError:
            pass
        except OSError:
            run.unsent = b""  # it has ended before it read all; its end says so
        wanted = select.EPOLLIN | (select.EPOLLOUT if run.unsent else 0)
        if wanted != run.mask:
            run.mask = wanted
            self.poll.modify(run.child.job, wanted)

    def hear(self, run, mask):
        if mask & select.EPOLLOUT:
            self.feed(run)
        if not mask & ~select.EPOLLOUT:
            return
        try:
            note = os.read(run.child.job, READ_BYTES)
        except OSError:
            note = b""
        if note:
            self.drain_both(run)
            self.settle(run, *verdict_of_note(run, note))
        else:  # closed without a note: it is dying, or has closed what is not its own
            self.poll.unregister(run.child.job)
            self.watch_streams(run)
            run.child.template.say(template.WATCH, run.child.pid)

    def end(self, pid, status, cpu):
        for run in self.by_job.values():
            if run.child.pid == pid:
                self.drain_both(run)
                run.cpu = cpu
                self.settle(run, *verdict_of_end(run, status, self.kills), reaped=True)
                return

    # ---------------------------------------------------------------- output

    def watch_streams(self, run):
        if run.watched:
            return
        run.watched = True
        for descriptor in (run.child.out, run.child.err):
            os.set_blocking(descriptor, False)
            self.by_stream[descriptor] = run
            self.poll.register(descriptor, select.EPOLLIN)

    def drain(self, run, descriptor, output):
        """Reads what is there, for as long as a pipe can hold it, so that no program keeps the others waiting."""
        try:
            data = os.read(descriptor, READ_BYTES)
        except BlockingIOError:
            return
        if data:
            output.add(data)
            if run.out.total + run.err.total > run.request.output_total_bytes and run.why is None:
                run.why = "OUTPUT_LIMIT"
                self.settle(run, "OUTPUT_LIMIT", -9)
        elif self.by_stream.pop(descriptor, None):
            self.poll.unregister(descriptor)

    def drain_both(self, run):
        for descriptor, output in ((run.child.out, run.out), (run.child.err, run.err)):
            if not run.watched:
                os.set_blocking(descriptor, False)
            for _ in range(2):  # a pipe grown by its program may hold more than one reading
                try:
                    data = os.read(descriptor, REQUEST_READ_BYTES)
                except BlockingIOError:
                    break
                if not data:
                    break
                output.add(data)
                if len(data) < READ_BYTES:
                    break

    # ---------------------------------------------------------------- time and verdicts

    def keep_time(self):
        while self.fresh and (self.fresh[0].over or self.fresh[0].started + SOON_S <= self.now):
            run = self.fresh.popleft()
            if not run.over:
                self.watch_streams(run)
                if self.counts_threads and self.crowd_at is None:
                    self.crowd_at = self.now + CROWD_S
        if self.crowd_at is not None and self.crowd_at <= self.now:
            self.end_crowds()
        if self.deadline is not None and self.deadline <= self.now:
            for run in list(self.by_job.values()):
                if run.deadline <= self.now:
                    self.overdue(run)
            self.deadline = min((run.deadline for run in self.by_job.values()), default=None)
        if self.stable.next_care() <= self.now:
            for one in self.stable.care(self.now):
                self.listen(one)

    def end_crowds(self):
        most = self.settings["limits"]["threads"]
        for run in list(self.by_job.values()):
            if run.threads() > most + limits.SPARE_THREADS:
                run.err.add(b"killed: a program may run at most %d threads\n" % most)
                self.settle(run, "KILLED", -9)
        self.crowd_at = self.now + CROWD_S if self.by_job else None

    def overdue(self, run):
        if run.why is None:
            run.why = "TIMEOUT"
            run.child.template.say(template.TERMINATE, run.child.pid)
            run.deadline = self.now + self.settings["graceMs"] / 1000
        else:
            self.drain_both(run)
            self.settle(run, "TIMEOUT", -9)

    def settle(self, run, status, code, told=None, reaped=False):
        """Answers, and has the child killed and reaped, whatever it still does."""
        child = run.child
        run.over = True
        del self.by_job[child.job]
        if run.watched:
            self.by_stream.pop(child.out, None)
            self.by_stream.pop(child.err, None)
        if not reaped:
            run.measure()
            child.template.say(template.LEAVE, child.pid)
        child.close()
        self.running -= 1
        self.stable.done(child)
        if run.request.id == PROBE_ID and self.probing:
            self.introduce(run.out.text().decode())
        else:
            self.answer(run.result(status, code, told))

    def answer(self, body):
        self.outgoing.append(wire.frame(body))

    def flush(self):
        if not self.outgoing:
            return
        data = memoryview(b"".join(self.outgoing))
        self.outgoing.clear()
        while data:
            data = data[os.write(self.answers, data):]
