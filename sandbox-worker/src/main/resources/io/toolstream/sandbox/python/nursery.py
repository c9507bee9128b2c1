"""The nursery: a process forked before any program is known, whose one work is to fork templates."""
import os
import select
import signal
import socket
import traceback

import endings
import isolation
import pages
import preparation
import template

NUMBER_BYTES = 8


class Nursery:
    """The supervisor's side."""

    def __init__(self, layers, pid_namespace, settings):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.fork() == 0:
            try:
                ours.close()
                serve(theirs, layers, pid_namespace, settings)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        theirs.close()
        self.control = ours

    def start(self, index):
        """A new template, by its number in the settings. Returns our end of its socket."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(self.control, [str(index).encode()], [theirs.fileno()])
        return ours


def serve(control, layers, pid_namespace, settings):
    """Never returns: forks a template for every number received, until the supervisor hangs up."""
    isolation.die_with_parent()
    if pid_namespace >= 0:
        isolation.bound_capabilities()
    pages.gather_code()
    isolation.adopt_orphans()  # the children of a template that ends
    silence = os.open("/dev/null", os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)
    preparation.load((), False)
    woken, waker = woken_by_ends()
    poll = select.poll()
    for descriptor in (control.fileno(), woken):
        poll.register(descriptor, select.POLLIN)
    sockets = {}  # by process id: a template's own end of its socket, on which its end is told
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == woken:
                os.read(woken, 1 << 16)
                tell_ends(sockets)
                continue
            message, descriptors, _, _ = socket.recv_fds(control, NUMBER_BYTES, 1)
            if not message:
                os._exit(0)
            theirs = socket.socket(fileno=descriptors[0])
            pid = os.fork()
            if pid == 0:
                try:
                    forget_the_nursery((control, *sockets.values()), (woken, waker))
                    modules = settings["templates"][int(message)]["modules"]
                    template.serve(theirs, layers, pid_namespace, settings, modules)
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(1)
            sockets[pid] = theirs


def woken_by_ends():
    """A pipe that can be read when a child has ended."""
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return woken, waker


def tell_ends(sockets):
    """Reaps what has ended, an orphan too, and tells the supervisor how a template did."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        theirs = sockets.pop(pid, None)
        if theirs is not None:
            with theirs:
                try:
                    theirs.send(endings.OVER + b"%d" % status, socket.MSG_DONTWAIT)
                except OSError:
                    pass  # the supervisor has let it go, or hears of it by the end of the socket alone


def forget_the_nursery(sockets, pipe):
    """Leaves a template nothing of the nursery's: another's socket would seem open after its end."""
    signal.set_wakeup_fd(-1)
    for one in sockets:
        one.close()
    for descriptor in pipe:
        os.close(descriptor)
