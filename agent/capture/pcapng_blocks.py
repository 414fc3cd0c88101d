"""The blocks of a pcapng file: where each begins, of which kind, and where the chain of them breaks."""

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.capture.chain import Chain, walk
from agent.capture.records import MAX_RECORD, rows

SECTION: Final = 0x0A0D0D0A
MAGIC: Final = SECTION.to_bytes(4, "little")
ORDERS: Final = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
ORDER_MAGIC: Final = 0x1A2B3C4D
ORDER_AT: Final = 8
LEAST_BLOCK: Final = 12
HEADER_BYTES: Final = 28
TRAILER_BYTES: Final = 4
CHAINS: Final = {order: Chain(order, 4, 0, LEAST_BLOCK, LEAST_BLOCK) for order in "<>"}
ENHANCED_PACKET: Final = 6
GUESSES: Final = 32
TRIED: Final = 3


@dataclass(slots=True)
class Blocks:
    """The whole blocks of a stretch in one byte order, as (n,) columns; `at` is an offset in the buffer."""

    at: NDArray[np.int64]
    size: NDArray[np.int64]  # bytes, both lengths included
    words: NDArray[np.uint32]  # (n, 7) the first 28 bytes, which in a short block run into what follows it
    end: int  # where the first block begins that is not among them
    fault: str  # why no block can follow, or nothing


def byte_order(buffer: NDArray[np.uint8], at: int, present: str) -> str:
    """The byte order from `at` on: a section's own, else the present one; nothing where a section has none."""
    if buffer[at : at + 4].tobytes() != MAGIC:
        return present
    return ORDERS.get(buffer[at + ORDER_AT : at + ORDER_AT + 4].tobytes(), "")


def find_blocks(buffer: NDArray[np.uint8], start: int, length: int, order: str) -> Blocks:
    """The whole blocks from `start`, a true block start, up to a section in another byte order."""
    at = walk(buffer, CHAINS[order], start, length, _Guesser(buffer, start, order))
    words = rows(buffer, at, HEADER_BYTES, order)
    size = words[:, 1].astype(np.int64)
    turned = (words[:, 0] == SECTION) & (words[:, 2] != ORDER_MAGIC)
    turned[0] = False
    absurd = (size < LEAST_BLOCK) | (size % 4 != 0) | (size > MAX_RECORD)
    held = ~(turned | absurd) & (at + size <= length)
    held[held] = rows(buffer, (at + size - TRAILER_BYTES)[held], TRAILER_BYTES, order)[:, 0] == size[held]
    if held.all():
        return Blocks(at, size, words, int(at[-1] + size[-1]), "")
    first = int(np.argmin(held))
    fault = ""
    if absurd[first] and not turned[first]:
        fault = f"a block claims a length of {size[first]} bytes"
    elif not turned[first] and at[first] + size[first] <= length:
        fault = "the two lengths of a block differ"
    return Blocks(at[:first], size[:first], words[:first], int(at[first]), fault)


class _Guesser:
    """Finds likely block starts: an enhanced packet whose two lengths agree, and two sane blocks after it."""

    def __init__(self, buffer: NDArray[np.uint8], start: int, order: str) -> None:
        self._buffer, self._alignment = buffer, start % 4
        self._words = struct.Struct(f"{order}2I").unpack_from
        self._word = struct.Struct(f"{order}I").unpack_from
        self._kind = struct.pack(f"{order}I", ENHANCED_PACKET)

    def __call__(self, low: int, high: int) -> int:
        """The first likely block start in [low, high), or -1."""
        text = self._buffer[low : high + 3].tobytes()
        found = -1
        for _ in range(GUESSES):
            found = text.find(self._kind, found + 1)
            if found < 0:
                return -1
            if (low + found) % 4 == self._alignment and self._likely(low + found):
                return low + found
        return -1

    def _likely(self, at: int) -> bool:
        for _ in range(TRIED):
            if at + LEAST_BLOCK > len(self._buffer):
                return False
            _, size = self._words(self._buffer.data, at)
            if size < LEAST_BLOCK or at + size > len(self._buffer):
                return False
            if self._word(self._buffer.data, at + size - TRAILER_BYTES)[0] != size:
                return False
            at += size
        return True
