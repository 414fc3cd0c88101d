"""The bytes of an open file, and bytes that were already taken from it."""

from io import FileIO

from agent.capture.window import ByteSource


class RawBytes:
    """An unbuffered file as it is; a read error ends it and is its fault."""

    def __init__(self, file: FileIO) -> None:
        """Read from an open file."""
        self._file = file
        self.fault = ""

    def readinto(self, target: memoryview) -> int:
        """Fill some of `target`; 0 at the end."""
        try:
            return self._file.readinto(target) or 0
        except OSError as error:
            self.fault = f"read error: {error.strerror}"
            return 0


class Replayed:
    """Bytes taken from a source to look at, then the rest of the source: pipes cannot be rewound."""

    def __init__(self, head: bytes, rest: ByteSource) -> None:
        """Begin with `head`."""
        self._head = memoryview(head)
        self._rest = rest

    @property
    def fault(self) -> str:
        """The source's fault."""
        return self._rest.fault

    def readinto(self, target: memoryview) -> int:
        """Fill some of `target`; 0 at the end."""
        if not self._head:
            return self._rest.readinto(target)
        count = min(len(self._head), len(target))
        target[:count] = self._head[:count]
        self._head = self._head[count:]
        return count


def first_bytes(source: ByteSource, count: int) -> bytes:
    """Take the first `count` bytes of a source, fewer only at its end."""
    head = memoryview(bytearray(count))
    filled = 0
    while filled < count and (got := source.readinto(head[filled:])):
        filled += got
    return bytes(head[:filled])
