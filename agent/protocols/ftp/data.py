"""What an FTP data connection carries: one file or one listing, in one direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from policies.part import Buffer

_TLS_HANDSHAKE: Final = b"\x16\x03"


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the control connection said of a data connection."""

    path: str  # of the part
    name: str = ""  # of the file
    codings: tuple[str, ...] = ()  # of the transmission mode

    def __call__(self, sink: Sink) -> "Data":
        """The reader of the data connection."""
        return Data(sink, self)


class Data:
    """One data connection: whatever direction has bytes, they are the file."""

    __slots__ = ("_held", "_inlets", "_sink", "_transfer")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink, transfer: Transfer) -> None:
        self._sink = sink
        self._transfer = transfer
        self._inlets: list[Inlet | None] = [None, None]
        self._held = [b"", b""]  # a first byte that may begin TLS

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction; a protected connection is what it is (RFC 4217)."""
        if self._inlets[direction] is None:
            held, self._held[direction] = self._held[direction], b""
            if held:
                pieces, offset = [held, *pieces], offset - len(held)
            head = b"".join(bytes(piece[:2]) for piece in pieces[:2])[:2]
            if head == _TLS_HANDSHAKE:
                self._sink.switch(direction, offset, pieces, "ftp.data")
                return
            if head == _TLS_HANDSHAKE[:1]:
                self._held[direction] = head
                return
        self._write(direction, offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """The file goes on behind lost bytes."""
        self._release(direction, offset)
        inlet = self._inlets[direction] or self._begin(direction)
        inlet.gap(size)

    def close(self, direction: int, offset: int) -> None:
        """The file is whole: it ends with its connection."""
        self._release(direction, offset)
        inlet = self._inlets[direction]
        if inlet is not None:
            inlet.end()
            self._inlets[direction] = None

    def _release(self, direction: int, offset: int) -> None:
        held, self._held[direction] = self._held[direction], b""
        if held:
            self._write(direction, offset - len(held), [held])

    def _write(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        inlet = self._inlets[direction] or self._begin(direction)
        self._sink.at(offset)
        inlet.write(pieces)

    def _begin(self, direction: int) -> Inlet:
        said = self._transfer
        inlet = self._sink.begin(direction, said.path, name=said.name, codings=said.codings, exact=True)
        self._inlets[direction] = inlet
        return inlet
