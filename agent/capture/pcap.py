"""pcap savefiles (draft-ietf-opsawg-pcap): both byte orders, micro- and nanoseconds, longer record headers.

The modified forms carry a longer record header: 24 bytes (Kuznetzov's patch and its later version under the ordinary
magic), 28 (SuSE 6.3) and 20 (Nokia). Which one a file has is told by its first records, as Wireshark does.
"""

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.capture.chain import Chain, walk
from agent.capture.records import MAX_RECORD, USUAL_RECORD, Records, rows
from agent.frames import Damage

HEADER_BYTES: Final = 24
RECORD_BYTES: Final = 16
CAPTURED_AT: Final = 8
LINK_AT: Final = 20
LINK_MASK: Final = 0xFFFF
"""The upper bits of the link type field hold the length of the frame check sequence."""
ORDINARY: Final = (16, 24, 20)
MODIFIED: Final = (24, 28)
TRIED: Final = 3
"""Records that must look right before a header length is believed."""
A_YEAR: Final = 366 * 86_400
GUESSES: Final = 32


@dataclass(frozen=True, slots=True)
class _Form:
    """What a magic number says about a file."""

    order: str
    fraction_ns: int
    headers: tuple[int, ...]  # record header lengths, the likeliest first


MAGICS: Final = {
    b"\xd4\xc3\xb2\xa1": _Form("<", 1000, ORDINARY),
    b"\xa1\xb2\xc3\xd4": _Form(">", 1000, ORDINARY),
    b"\x4d\x3c\xb2\xa1": _Form("<", 1, ORDINARY),
    b"\xa1\xb2\x3c\x4d": _Form(">", 1, ORDINARY),
    b"\x34\xcd\xb2\xa1": _Form("<", 1000, MODIFIED),
    b"\xa1\xb2\xcd\x34": _Form(">", 1000, MODIFIED),
}


class PcapReader:
    """Records of one pcap file."""

    header_bytes = HEADER_BYTES

    def __init__(self, head: bytes) -> None:
        """Take the file header and the beginning of the records; `head` must start with one of `MAGICS`."""
        self._form = MAGICS[head[:4]]
        (field,) = struct.unpack_from(f"{self._form.order}I", head, LINK_AT)
        self._link = field & LINK_MASK
        beyond = _record_header(head, self._form)
        self._chain = Chain(self._form.order, CAPTURED_AT, beyond, beyond, beyond)
        self.secrets: list[bytes] = []

    def read(self, buffer: NDArray[np.uint8], length: int, offset: int) -> Records:
        """All whole records of the buffer."""
        beyond = self._chain.beyond
        at = walk(buffer, self._chain, 0, length, _Guesser(buffer, self._chain, self._form))
        words = rows(buffer, at, RECORD_BYTES, self._form.order)
        seconds, fraction, captured, wire = (words[:, field].astype(np.int64) for field in range(4))
        whole, consumed, damage = self._whole(at, captured, length)
        return Records(
            start=at[:whole] + beyond,
            captured=captured[:whole],
            wire=np.maximum(wire[:whole], captured[:whole]),
            time_ns=seconds[:whole] * 1_000_000_000 + fraction[:whole] * self._form.fraction_ns,
            link=np.full(whole, self._link, np.uint16),
            consumed=consumed,
            damage=[Damage(offset + consumed, reason) for reason in damage],
            stopped=bool(damage),
        )

    def _whole(self, at: NDArray[np.int64], captured: NDArray[np.int64], length: int) -> tuple[int, int, list[str]]:
        """How many records can be used, where the bytes after them begin, and why they end early."""
        if not len(at):
            return 0, 0, []
        absurd = np.flatnonzero(captured > MAX_RECORD)
        if len(absurd):
            first = int(absurd[0])
            return first, int(at[first]), [f"a record claims {captured[first]} captured bytes"]
        end = int(at[-1] + self._chain.beyond + captured[-1])
        return (len(at), end, []) if end <= length else (len(at) - 1, int(at[-1]), [])


def _record_header(head: bytes, form: _Form) -> int:
    """Length of this file's record headers, told by its first records; the usual one unless another fits better."""
    usual, *others = form.headers
    if all(_plausible(form, *record) for record in _first_records(head, form, usual)):
        return usual
    return next((size for size in others if _fits(form, _first_records(head, form, size))), usual)


def _first_records(head: bytes, form: _Form, size: int) -> list[tuple[int, int, int, int]]:
    """Seconds, fraction, captured and wire length of the first records, were their headers of this length."""
    records: list[tuple[int, int, int, int]] = []
    at = HEADER_BYTES
    while len(records) < TRIED and at + RECORD_BYTES <= len(head):
        records.append(struct.unpack_from(f"{form.order}4I", head, at))
        at += size + records[-1][2]
    return records


def _fits(form: _Form, records: list[tuple[int, int, int, int]]) -> bool:
    """True where an unusual header length is believed: damage must not pass for it, zeros least of all."""
    first_second = records[0][0]
    return all(
        _plausible(form, seconds, fraction, captured, wire) and captured and abs(seconds - first_second) < A_YEAR
        for seconds, fraction, captured, wire in records
    )


def _plausible(form: _Form, _seconds: int, fraction: int, captured: int, wire: int) -> bool:
    return fraction * form.fraction_ns < 1_000_000_000 and captured <= USUAL_RECORD and captured <= wire


class _Guesser:
    """Finds likely record starts by the upper half of the seconds of the buffer's first record."""

    def __init__(self, buffer: NDArray[np.uint8], chain: Chain, form: _Form) -> None:
        self._buffer, self._chain, self._form = buffer, chain, form
        self._header = struct.Struct(f"{form.order}4I").unpack_from
        self._half_at = 2 if form.order == "<" else 0
        self._half = buffer[self._half_at : self._half_at + 2].tobytes()

    def __call__(self, low: int, high: int) -> int:
        """The first likely record start in [low, high), or -1."""
        text = self._buffer[low : high + self._half_at + 1].tobytes()
        found = -1
        for _ in range(GUESSES):
            found = text.find(self._half, max(found + 1, self._half_at))
            if found < 0:
                return -1
            if self._likely(low + found - self._half_at):
                return low + found - self._half_at
        return -1

    def _likely(self, at: int) -> bool:
        for _ in range(TRIED):
            if at + RECORD_BYTES > len(self._buffer):
                return False
            seconds, fraction, captured, wire = self._header(self._buffer.data, at)
            if not _plausible(self._form, seconds, fraction, captured, wire):
                return False
            at += self._chain.beyond + captured
        return True
