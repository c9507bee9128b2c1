"""What the kernel says of processes that it killed for want of memory."""
import os

CONTROL = "/sys/fs/cgroup"
GROUPS = "/proc/self/cgroup"
READ_BYTES = 4096
COUNT = b"oom_kill"


class OutOfMemoryKills:
    """Counts the kills in this process's control group. Made while /proc and /sys are still to be seen."""

    def __init__(self):
        self.file = opened()
        self.seen = self.count()

    def count(self):
        if self.file < 0:
            return 0
        for line in os.pread(self.file, READ_BYTES, 0).splitlines():
            words = line.split()
            if words[0] == COUNT:
                return int(words[1])
        return 0

    def more(self):
        """Whether there were some since this was asked last."""
        before, self.seen = self.seen, self.count()
        return self.seen > before


def opened():
    """The file with the count, of version 2 or 1 of control groups; -1 where there is none, as in the root group."""
    with open(GROUPS) as lines:
        for line in lines:
            number, controllers, path = line.rstrip("\n").split(":", 2)
            if number == "0":
                file = f"{CONTROL}{path}/memory.events"
            elif "memory" in controllers.split(","):
                file = f"{CONTROL}/memory{path}/memory.oom_control"
            else:
                continue
            try:
                return os.open(file, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                continue  # not seen from here, or the other version is in use
    return -1
