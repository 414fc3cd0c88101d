"""SSH (RFC 4253): the version line is read, everything behind it is opaque."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.reader import Sink
from policies.part import Buffer

VERSIONS: Final = (b"SSH-2.0-", b"SSH-1.")
LINE_BYTES: Final = 255
"""Longest version line (RFC 4253 4.2)."""


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin with a version line."""
    if head.startswith(VERSIONS):
        return True
    return None if any(version.startswith(head) for version in VERSIONS) else False


class Ssh:
    """One conversation, opaque from the end of each version line on."""

    __slots__ = ("_lines", "_sink")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._lines = [b"", b""]

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """Read the version line, skip everything else."""
        before = len(self._lines[direction])
        self._lines[direction] += b"".join(pieces)
        line, newline, _ = self._lines[direction][:LINE_BYTES].partition(b"\n")
        if newline or len(line) == LINE_BYTES:
            self._finish(direction, offset - before, len(line) + len(newline))

    def gap(self, direction: int, offset: int, size: int) -> None:  # noqa: ARG002
        """Nothing is looked for behind a gap."""
        self._finish(direction, offset - len(self._lines[direction]), len(self._lines[direction]))

    def close(self, direction: int, offset: int) -> None:
        """Give what there was of a version line."""
        self._finish(direction, offset - len(self._lines[direction]), len(self._lines[direction]))

    def _finish(self, direction: int, offset: int, size: int) -> None:
        seen, self._lines[direction] = self._lines[direction], b""
        if size:
            self._sink.whole(direction, "ssh.version", seen[:size], offset)
        self._sink.opaque(direction, len(seen) - size)
