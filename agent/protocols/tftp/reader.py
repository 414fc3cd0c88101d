"""TFTP (RFC 1350, 2347 to 2349, 7440): the blocks of a transfer joined to the file they are of.

A server answers from another port than the request went to, so the transfer is another flow; some answer from the
same port, and then one reader reads both.
"""

import re
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.contents.media import decoded
from agent.protocols.reader import Sink
from agent.protocols.tftp.start import REQUEST
from policies.expression import expression
from policies.part import Buffer

CONTROL_BYTES: Final = 64 << 10
_DATA: Final = b"\0\3"
_ACKNOWLEDGED: Final = b"\0\4"
_AGREED: Final = b"\0\6"
_BLOCK_BYTES: Final = 512
_BLOCK_SIZE: Final = expression(rb"[\0\6]blksize\0(\d{1,5})\0", re.I)
_HEADER_BYTES: Final = 4
_NUMBERS: Final = 1 << 16
_BEHIND: Final = 1 << 15
"""A block number that is less than this far behind the one that is due was seen before."""


class Tftp:
    """One flow: requests, or the transfer that a request announced, or both."""

    __slots__ = ("_block_bytes", "_due", "_file", "_is_whole", "_name", "_sink")

    control: tuple[int, int] = (CONTROL_BYTES, CONTROL_BYTES)

    def __init__(self, sink: Sink, name: str = "") -> None:
        """`name` is the file's, where the request was in another flow."""
        self._sink = sink
        self._name = name
        self._file: Inlet | None = None
        self._due = 1  # number of the next block
        self._block_bytes = _BLOCK_BYTES  # a shorter one is the last (RFC 1350 6)
        self._is_whole = False

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next datagrams of a direction."""
        for piece in pieces:
            self._sink.at(offset)
            self._datagram(direction, offset, piece)
            offset += len(piece)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Datagrams were cut: their block numbers say what of the file is missing."""

    def close(self, direction: int, offset: int) -> None:  # noqa: ARG002
        """The transfer is over."""
        self._end()

    def _datagram(self, direction: int, offset: int, datagram: Buffer) -> None:
        opcode = bytes(datagram[:2])
        if opcode == _DATA and len(datagram) >= _HEADER_BYTES:
            self._block(direction, int.from_bytes(datagram[2:_HEADER_BYTES], "big"), datagram[_HEADER_BYTES:])
        elif opcode == _AGREED:
            agreed = _BLOCK_SIZE.search(bytes(datagram[1:]))
            self._block_bytes = int(agreed[1]) if agreed else self._block_bytes
        elif opcode != _ACKNOWLEDGED:
            request = REQUEST.fullmatch(datagram)
            self._sink.whole(direction, "tftp.request" if request else "tftp.other", bytes(datagram), offset)
            if request:
                self._request(direction, decoded(request[2], ""))

    def _request(self, direction: int, name: str) -> None:
        """A file is asked for or offered."""
        self._end()
        self._name = name
        self._sink.expect(direction, 0, "tftp", lambda sink: Tftp(sink, name))

    def _block(self, direction: int, number: int, data: Buffer) -> None:
        """Take a block once, in order; what was lost between two is a gap."""
        ahead = (number - self._due) % _NUMBERS
        if self._due == 0 and number == 1:
            ahead = 0  # some count from 1 again
        if ahead >= _BEHIND:
            return
        if self._file is None:
            self._file = self._sink.begin(direction, "tftp.file", name=self._name)
        if ahead:
            self._file.gap(ahead * self._block_bytes)
        self._block_bytes = max(self._block_bytes, len(data))
        self._is_whole = len(data) < self._block_bytes
        self._due = (number + 1) % _NUMBERS
        if len(data):
            self._file.write((data,))

    def _end(self) -> None:
        if self._file is not None:
            self._file.end("" if self._is_whole else "ended early")
        self._file = None
        self._due, self._block_bytes, self._is_whole = 1, _BLOCK_BYTES, False
