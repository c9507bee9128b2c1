"""Frames between the worker and the supervisor: four bytes of length, big-endian, then JSON."""
import json
import struct

FRAME_BYTES_MAX = 8 << 20


def frame(message):
    body = json.dumps(message).encode()
    return struct.pack(">I", len(body)) + body


class Frames:
    """Collects bytes and gives back whole messages."""

    def __init__(self):
        self.pending = bytearray()

    def add(self, data):
        self.pending += data
        messages = []
        while len(self.pending) >= 4:
            length = struct.unpack_from(">I", self.pending)[0]
            if length > FRAME_BYTES_MAX:
                raise ValueError(f"a frame of {length} bytes exceeds {FRAME_BYTES_MAX}")
            if len(self.pending) < 4 + length:
                break
            messages.append(json.loads(bytes(self.pending[4:4 + length])))
            del self.pending[:4 + length]
        return messages


class Output:
    """Keeps the head and the tail of a stream and counts the whole."""

    def __init__(self, kept):
        self.half = kept // 2
        self.head = bytearray()
        self.tail = bytearray()
        self.total = 0

    def add(self, data):
        self.total += len(data)
        room = self.half - len(self.head)
        if room > 0:
            self.head += data[:room]
            data = data[room:]
        self.tail += data
        if len(self.tail) > 2 * self.half:
            del self.tail[:-self.half]

    def text(self):
        if self.total <= 2 * self.half:
            return (bytes(self.head) + bytes(self.tail)).decode("utf-8", "replace")
        cut = self.total - 2 * self.half
        tail = bytes(self.tail[-self.half:]).decode("utf-8", "replace")
        return f"{self.head.decode('utf-8', 'replace')}\n... [{cut} bytes cut] ...\n{tail}"

    def cut(self):
        return self.total > 2 * self.half
