"""The records of one direction (RFC 8446 5.1), whole, one after another, and found again behind a gap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from agent.protocols.tls.hello import HEADER_BYTES, number
from policies.part import Buffer

RECORD_BYTES: Final = (1 << 14) + 2048
"""Longest record (RFC 5246 6.2.3; RFC 8446 allows less)."""

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
RECORD_TYPES: Final = frozenset((CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA))


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `header` are its first 5 bytes, `at` is where it begins in the stream."""

    header: bytes
    body: bytes
    at: int

    @property
    def type(self) -> int:
        """The content type outside."""
        return self.header[0]


class Records:
    """Cuts a direction into records. `is_lost`: what comes is no record, and none is looked for."""

    __slots__ = ("_held", "_next", "_seeks", "is_lost")

    def __init__(self) -> None:
        self._held = b""
        self._next = 0  # where in the stream the held bytes end
        self._seeks = False
        self.is_lost = False

    @property
    def held(self) -> int:
        """Bytes that wait for the rest of their record."""
        return len(self._held)

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> Iterator[Record]:
        """The records that became whole."""
        data = b"".join((self._held, *pieces))
        start = offset - len(self._held)
        self._next = start + len(data)
        at = 0
        while not self.is_lost:
            if self._seeks:
                at = _found(data, at)
                if len(data) - at < 2 * HEADER_BYTES + number(data, at + 3, 2):
                    break
                self._seeks = False
            if len(data) - at < HEADER_BYTES:
                break
            header = data[at : at + HEADER_BYTES]
            if not is_header(header):
                self.is_lost = True
                break
            end = at + HEADER_BYTES + number(header, 3, 2)
            if len(data) < end:
                break
            yield Record(header, data[at + HEADER_BYTES : end], start + at)
            at = end
        self._held = b"" if self.is_lost else data[at:]

    def gap(self) -> int:
        """Bytes were lost: what was held is of no use; returns how many bytes that are."""
        lost, self._held = len(self._held), b""
        self._seeks = True
        return lost


def is_header(data: bytes) -> bool | None:
    """Whether bytes are a record header, as far as they go; None when there are too few to contradict it."""
    if data and data[0] not in RECORD_TYPES:
        return False
    if len(data) > 1 and (data[1] != 3 or (len(data) > 2 and data[2] > 4)):
        return False
    if len(data) < HEADER_BYTES:
        return None
    return 0 < number(data, 3, 2) <= RECORD_BYTES


def _found(data: bytes, at: int) -> int:
    """The next place at which a record may begin that another one follows; where to look on, when there is none."""
    while (at := data.find(b"\x17\x03\x03", at)) >= 0:
        header = data[at : at + HEADER_BYTES]
        if len(header) < HEADER_BYTES:
            return at
        end = at + HEADER_BYTES + number(header, 3, 2)
        if is_header(header) and (len(data) < end + HEADER_BYTES or is_header(data[end : end + HEADER_BYTES])):
            return at
        at += 1
    return max(0, len(data) - 2)
