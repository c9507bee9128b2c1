"""The nursery: a process forked before any program is known, whose one work is to fork templates."""
import os
import signal
import socket
import traceback

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
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # templates that end are reaped by the kernel
    isolation.adopt_orphans()  # and so are the children that they leave
    silence = os.open("/dev/null", os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)
    preparation.load((), False)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, NUMBER_BYTES, 1)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            try:
                control.close()
                modules = settings["templates"][int(message)]["modules"]
                template.serve(socket.socket(fileno=descriptors[0]), layers, pid_namespace, settings, modules)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(descriptors[0])
