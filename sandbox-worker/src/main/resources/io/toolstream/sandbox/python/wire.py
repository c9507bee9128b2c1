"""What passes between the worker, the supervisor and a child. Numbers are big-endian, as the worker writes them.

worker -> supervisor   frames; the first is the settings as JSON, each later one a REQUEST header and a program, or
                       a CANCEL: the caller of that request has gone. It is answered as every request is
supervisor -> child    four bytes of length and the program, which the supervisor never looks into
child -> supervisor    a NOTE, once the program has ended
supervisor -> worker   frames; the first is the hello as JSON, each later one a RESULT header and the two outputs
"""
import struct

FRAME_BYTES_MAX = 8 << 20
LENGTH = struct.Struct(">I")
REQUEST = struct.Struct(">QBIIIQI")  # id, template, wallMs, cpuMs, outputBytes, outputTotalBytes, inodes
CANCEL = struct.Struct(">Q")  # id
PROGRAM = struct.Struct(">BqIQQIII")  # echo, seed, cpuMs, memoryBytes, fileBytes, files, threads, texts
RESULT = struct.Struct(">QBiQQBQQQIBI")
# id, status, exitCode, stdoutBytes, stderrBytes, cut, wallMicros, cpuMicros, waitMicros, forkMicros, pooled, length
NOTE = struct.Struct("=cBd")  # how it ended, exit code, processor seconds spent before it began
ECHOES = ("ast", "retool", "verl", "none")


def frame(body):
    return LENGTH.pack(len(body)) + body


def program(code, stdin, preamble, echo, seed, limits):
    """The bytes of a program, as the worker makes them too."""
    texts = [text.encode() for text in (code, stdin, *preamble)]
    head = PROGRAM.pack(ECHOES.index(echo), seed, limits["cpuMs"], limits["memoryBytes"], limits["fileBytes"],
                        limits["files"], limits["threads"], len(texts))
    return head + b"".join(LENGTH.pack(len(text)) + text for text in texts)


def read_program(data):
    """Echo, seed, limits, most threads and texts: the code, its input, then a session's earlier blocks."""
    echo, seed, cpu, memory, file_bytes, files, threads, count = PROGRAM.unpack_from(data)
    at, texts = PROGRAM.size, []
    for _ in range(count):
        length, = LENGTH.unpack_from(data, at)
        at += LENGTH.size
        texts.append(str(data[at:at + length], "utf-8", "surrogatepass"))
        at += length
    return ECHOES[echo], seed, (cpu, memory, file_bytes, files), threads, texts


class Frames:
    """Collects bytes and gives back whole frames."""

    def __init__(self):
        self.pending = b""

    def add(self, data):
        data = self.pending + data if self.pending else data
        at, found = 0, []
        while len(data) - at >= 4:
            length, = LENGTH.unpack_from(data, at)
            if length > FRAME_BYTES_MAX:
                raise ValueError(f"a frame of {length} bytes exceeds {FRAME_BYTES_MAX}")
            if len(data) - at < 4 + length:
                break
            found.append(data[at + 4:at + 4 + length])
            at += 4 + length
        self.pending = data[at:]
        return found


class Output:
    """Keeps the head and the tail of a stream and counts the whole."""

    __slots__ = ("half", "head", "tail", "total")

    def __init__(self, kept):
        self.half = kept // 2
        self.head = self.tail = b""
        self.total = 0

    def add(self, data):
        self.total += len(data)
        if not self.tail:
            if self.total <= self.half:
                self.head += data
                return
            room = self.half - len(self.head)
            self.head += data[:room]
            data = data[room:]
        self.tail += data
        if len(self.tail) > 4 * self.half:
            self.tail = self.tail[-self.half:]

    def cut(self):
        return self.total > 2 * self.half

    def text(self):
        """All of it, or head and tail with the cut said between them."""
        if not self.cut():
            return self.head + self.tail
        # A character torn by the cut is left out on either side.
        head = self.head.decode("utf-8", "ignore").encode() if self.torn() else self.head
        tail = self.tail[-self.half:].lstrip(bytes(range(0x80, 0xC0))) if self.half > 3 else self.tail[-self.half:]
        return b"%s\n... [%d bytes cut] ...\n%s" % (head, self.total - 2 * self.half, tail)

    def torn(self):
        return self.head[-1:] >= b"\x80"
