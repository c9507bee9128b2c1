"""Templates that ended: how, when each is started again, and why its programs are not run meanwhile."""
import os
import signal
import sys

OVER = b"q"  # and the wait status: what the nursery says for a template that has ended
FIRST_PAUSE_S = 0.1
DOUBLINGS_MAX = 8  # about half a minute: a start takes the processor from programs that run
WAITED_FOR = 5


def told(message):
    """How the template ended of which this is the last message; nothing if it lives."""
    if not message:
        return "unseen"
    if message[:1] != OVER:
        return None
    code = os.waitstatus_to_exitcode(int(message[1:]))
    return f"by signal {-code} ({signal.strsignal(-code)})" if code < 0 else f"with exit code {code}"


class Endings:
    def __init__(self, templates):
        self.templates = templates
        self.in_a_row = {}
        self.refusals = {}

    def named(self, index):
        return f"template {self.templates[index]['name']}"

    def remedy(self, index):
        packages = ", ".join(self.templates[index]["modules"]) or "none but the interpreter's own"
        return f"see the messages of the sandbox, mend its packages ({packages}), or give the machine more memory"

    def ended(self, index, how):
        """How many seconds to leave it before it is started again."""
        times = self.in_a_row[index] = self.in_a_row.get(index, 0) + 1
        if times > WAITED_FOR:
            self.refusals[index] = (f"{self.named(index)} ended {times} times in a row, the last time {how}; it is "
                                    f"started again from time to time; {self.remedy(index)}")
        pause = FIRST_PAUSE_S * 2 ** min(times - 1, DOUBLINGS_MAX)
        sys.stderr.write(f"{self.named(index)} ended {how}; it is started again in {pause:.1f} s\n")
        sys.stderr.flush()
        return pause

    def mended(self, index):
        self.in_a_row.pop(index, None)
        self.refusals.pop(index, None)

    def refusal(self, index):
        """Why no program of this template is run, or nothing: it runs, or is soon to."""
        return self.refusals.get(index)

    def at_first(self, index, how):
        return f"{self.named(index)} ended {how} while it started; {self.remedy(index)}"
