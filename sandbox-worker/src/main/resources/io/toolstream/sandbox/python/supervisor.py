"""The supervisor: isolates itself, starts templates, hands programs to their children and owns every verdict.

Usage: supervisor.py SETTINGS-AS-JSON, with frames on standard input and output. The end of standard input stops it.
"""
import fcntl
import heapq
import importlib.util
import json
import os
import re
import select
import signal
import socket
import sys
import time
from collections import deque

import isolation
import runner
import template
from wire import Frames, Output, frame

BELOW_MINIMUM = 78
READ_BYTES = 65536
PIPE_BYTES = 1 << 20
F_SETPIPE_SZ = 1031
PACKAGES = {"numpy", "sympy", "scipy", "mpmath"}
IMPORTS = re.compile(r"^\s*(?:import|from)\s+([\w., ]+)", re.MULTILINE)


class Job:
    """A program that runs."""

    def __init__(self, request, limits, pid, handle, note, streams):
        self.request = request
        self.limits = limits
        self.pid = pid
        self.handle = handle
        self.note = note
        self.streams = streams
        self.started = time.monotonic()
        self.why = None
        self.over = False

    def signal(self, number):
        try:
            signal.pidfd_send_signal(self.handle, number)
        except ProcessLookupError:
            pass  # it has just ended by itself


class Template:
    """The supervisor's side of one template process."""

    def __init__(self, name, modules, layers, pid_namespace, settings):
        self.name = name
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            silence = os.open("/dev/null", os.O_RDWR)
            os.dup2(silence, 0)
            os.dup2(silence, 1)
            template.serve(theirs, layers, pid_namespace, settings, modules)
        theirs.close()
        self.control = ours
        self.ended = deque()
        hello = ours.recv(READ_BYTES)
        if not hello:
            raise RuntimeError(f"template {name} ended while it imported {', '.join(modules) or 'nothing'}")
        self.hello = json.loads(hello)

    def start(self, descriptors):
        socket.send_fds(self.control, [b"start"], descriptors)
        while True:
            message, handles, _, _ = socket.recv_fds(self.control, 128, 1)
            if not message:
                raise RuntimeError(f"template {self.name} is gone")
            if message.startswith(b"started"):
                return int(message.split()[1]), handles[0]
            self.ended.append(message)


class Supervisor:
    def __init__(self, settings):
        self.settings = settings
        self.jobs = {}
        self.by_descriptor = {}
        self.waiting = deque()
        self.timers = []
        self.outgoing = bytearray()
        self.frames = Frames()
        self.poll = select.epoll()
        self.templates = {}
        self.layers = set()

    def run(self):
        self.isolate()
        self.start_templates()
        self.introduce()
        os.set_blocking(0, False)
        self.poll.register(0, select.EPOLLIN)
        for one in self.templates.values():
            self.poll.register(one.control.fileno(), select.EPOLLIN)
        while self.turn():
            pass

    def isolate(self):
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("800")  # the sandbox dies of memory before the worker does
        self.pid_namespace = -1
        self.without_namespaces = None
        if "namespaces" not in self.settings["without"]:
            try:
                self.pid_namespace = isolation.enter_namespaces()
                self.layers |= {"user namespace", "pid namespace", "mount namespace", "network namespace",
                                "ipc namespace", "minimal root"}
            except OSError as refused:
                self.without_namespaces = str(refused)
        if self.pid_namespace < 0:
            isolation.become_nobody()
            isolation.libc.prctl(isolation.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        isolation.forbid_new_privileges()
        self.layers.add("no new privileges")
        if os.getuid() != 0:
            self.layers.add("not root")

    def start_templates(self):
        present = [name for name in self.settings["packages"] if importlib.util.find_spec(name)]
        wanted = {"std": []}
        if present:
            wanted["packages"] = present
        for name, modules in wanted.items():
            self.templates[name] = Template(name, modules, self.layers, self.pid_namespace, self.settings)
        self.layers = set(self.templates["std"].hello["layers"])
        isolation.drop_capabilities()

    def introduce(self):
        missing = [layer for layer in self.settings["minimum"] if layer not in self.layers]
        if "landlock files" not in self.layers and "minimal root" not in self.layers:
            missing.append("landlock files or minimal root")
        self.send({"type": "hello", "layers": sorted(self.layers), "missing": missing,
                   "withoutNamespaces": self.without_namespaces, "python": sys.version.split()[0],
                   "templates": {name: one.hello["importMs"] for name, one in self.templates.items()}})
        if missing:
            os.set_blocking(1, True)
            self.flush()
            os._exit(BELOW_MINIMUM)

    def turn(self):
        wait = -1 if not self.timers else max(0.0, self.timers[0][0] - time.monotonic())
        if any(one.ended for one in self.templates.values()):
            wait = 0
        for descriptor, _ in self.poll.poll(wait):
            if descriptor == 0:
                if not self.read_requests():
                    return False
            elif descriptor == 1:
                self.flush()
            elif descriptor in self.by_descriptor:
                self.drain(*self.by_descriptor[descriptor], descriptor)
            else:
                self.hear(descriptor)
        for one in self.templates.values():
            while one.ended:
                self.end(one.ended.popleft())
        self.keep_time()
        while self.waiting and len(self.jobs) < self.settings["parallel"]:
            self.dispatch(self.waiting.popleft())
        return True

    def read_requests(self):
        try:
            data = os.read(0, PIPE_BYTES)
        except BlockingIOError:
            return True
        self.waiting.extend(self.frames.add(data))
        return bool(data)

    def hear(self, descriptor):
        for one in self.templates.values():
            if one.control.fileno() == descriptor:
                message = one.control.recv(128)
                if not message:
                    raise RuntimeError(f"template {one.name} is gone")
                one.ended.append(message)

    def template_for(self, request):
        if "packages" not in self.templates:
            return self.templates["std"]
        text = "\n".join([*request["preamble"], request["code"]])
        used = {name.split(".")[0].strip() for found in IMPORTS.findall(text) for name in re.split(r"[ ,]+", found)}
        return self.templates["packages" if used & PACKAGES else "std"]

    def dispatch(self, request):
        limits = request["limits"]
        pipes = [os.pipe2(os.O_CLOEXEC) for _ in range(5)]
        (job_r, job_w), (in_r, in_w), (out_r, out_w), (err_r, err_w), (note_r, note_w) = pipes
        pid, handle = self.template_for(request).start([job_r, in_r, out_w, err_w, note_w])
        for descriptor in (job_r, in_r, out_w, err_w, note_w):
            os.close(descriptor)
        kept = limits["outputBytes"]
        streams = {out_r: Output(kept), err_r: Output(kept)}
        job = Job(request, limits, pid, handle, note_r, streams)
        self.jobs[pid] = job
        for descriptor, output in streams.items():
            os.set_blocking(descriptor, False)
            self.by_descriptor[descriptor] = (job, output)
            self.poll.register(descriptor, select.EPOLLIN)
        told = {key: request[key] for key in ("code", "preamble", "echo", "seed", "limits")}
        self.feed(job_w, json.dumps(told, ensure_ascii=False))
        self.feed(in_w, request["stdin"])
        heapq.heappush(self.timers, (job.started + limits["wallMs"] / 1000, pid, job))

    def feed(self, descriptor, text):
        """Writes at once: the worker bounds the sizes so that a pipe holds them."""
        data = text.encode()
        if len(data) > READ_BYTES:
            fcntl.fcntl(descriptor, F_SETPIPE_SZ, PIPE_BYTES)
        os.set_blocking(descriptor, False)
        try:
            if os.write(descriptor, data) < len(data):
                raise RuntimeError(f"a pipe did not take {len(data)} bytes")
        except BrokenPipeError:
            pass  # the child ended before it read; its end says so
        os.close(descriptor)

    def drain(self, job, output, descriptor):
        while True:
            try:
                data = os.read(descriptor, READ_BYTES)
            except BlockingIOError:
                return
            if not data:
                self.forget(descriptor)
                return
            output.add(data)
            if sum(each.total for each in job.streams.values()) > job.limits["outputTotalBytes"]:
                if job.why is None:
                    job.why = "OUTPUT_LIMIT"
                job.signal(signal.SIGKILL)
                return

    def forget(self, descriptor):
        if self.by_descriptor.pop(descriptor, None):
            self.poll.unregister(descriptor)

    def keep_time(self):
        now = time.monotonic()
        while self.timers and self.timers[0][0] <= now:
            _, pid, job = heapq.heappop(self.timers)
            if job.over:
                continue
            if job.why is None:
                job.why = "TIMEOUT"
                job.signal(signal.SIGTERM)
                heapq.heappush(self.timers, (now + self.settings["graceMs"] / 1000, pid, job))
            else:
                job.signal(signal.SIGKILL)

    def end(self, message):
        _, pid, status, cpu = message.split()
        job = self.jobs.pop(int(pid))
        job.over = True
        for descriptor, output in job.streams.items():
            if descriptor in self.by_descriptor:
                self.drain(job, output, descriptor)
        os.set_blocking(job.note, False)
        try:
            note = os.read(job.note, 1)
        except BlockingIOError:
            note = b""
        code = os.waitstatus_to_exitcode(int(status))
        out, err = job.streams.values()
        self.send({"type": "result", "id": job.request["id"], "status": self.verdict(job, code, note, float(cpu)),
                   "exitCode": code, "stdout": out.text(), "stderr": err.text(), "stdoutBytes": out.total,
                   "stderrBytes": err.total, "truncated": out.cut() or err.cut(), "cpuMs": round(float(cpu) * 1000, 3),
                   "wallMs": round((time.monotonic() - job.started) * 1000, 3)})
        for descriptor in (*job.streams, job.note, job.handle):
            self.forget(descriptor)
            os.close(descriptor)

    @staticmethod
    def verdict(job, code, note, cpu):
        if job.why == "OUTPUT_LIMIT":
            return "OUTPUT_LIMIT"
        out_of_cpu = cpu * 1000 >= job.limits["cpuMs"]
        if note == runner.TIMEOUT or (code < 0 and (job.why or out_of_cpu)):
            return "CPU_LIMIT" if job.why is None else job.why
        if code == 125 and not note:
            return "INFRASTRUCTURE"
        if code < 0:
            return "KILLED"
        if note == runner.OUT_OF_MEMORY:
            return "OUT_OF_MEMORY"
        return "OK" if code == 0 else "ERROR"

    def send(self, message):
        self.outgoing += frame(message)
        self.flush()

    def flush(self):
        os.set_blocking(1, True)
        while self.outgoing:
            written = os.write(1, self.outgoing)
            del self.outgoing[:written]


if __name__ == "__main__":
    Supervisor(json.loads(sys.argv[1])).run()
