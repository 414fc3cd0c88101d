"""The words of a text that could stand in a list: letters and digits, and Chinese characters, by their length.

1. A word is a run of ASCII letters and digits; case does not matter.
2. Words joined by a single `-`, `_`, `.` or `@` are one word too, without what joins them:
   `HT-2026-0001` is ht20260001.
3. Chinese text has no words: every run of as many characters as an entry has is looked at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

JOINERS: Final = b"-_.@"
MOST_BYTES: Final = 64
"""Bytes of the longest entry in its normal form."""
CHARACTER_BYTES: Final = 3
"""A Chinese character in UTF-8 (RFC 3629), those beyond the first plane left out."""

_OTHER, _WORD, _JOINER = 0, 1, 2
_KINDS: Final = np.zeros(256, np.uint8)
_KINDS[list(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] = _WORD
_KINDS[list(JOINERS)] = _JOINER
_LOWER: Final = np.frombuffer(bytes(range(256)).lower(), np.uint8)

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words of one length: where each begins and ends in the text, (n,), and its normal form, (n, length)."""

    starts: Places
    ends: Places
    normal: Bytes


def words(text: Bytes, lengths: Iterable[int], *, joined: bool) -> Iterator[Tokens]:
    """All words of the lengths (bytes in normal form); with `joined` also those that joiners hold together."""
    wanted = [length for length in lengths if 0 < length <= MOST_BYTES]
    if not wanted or not len(text):
        return
    kinds = _KINDS[text]
    is_word = kinds == _WORD
    normal = _LOWER[text[is_word]]
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(is_word)))
    plain = _runs(is_word)
    yield from _of_lengths(plain, before, normal, wanted)
    if joined:
        between = np.zeros(len(text), np.bool_)
        between[1:-1] = (kinds[1:-1] == _JOINER) & is_word[:-2] & is_word[2:]
        starts, ends = _runs(is_word | between)
        holds = np.diff(np.searchsorted(plain[0], np.stack((starts, ends), axis=1)), axis=1)[:, 0] > 1
        yield from _of_lengths((starts[holds], ends[holds]), before, normal, wanted)


def characters(text: Bytes, lengths: Iterable[int]) -> Iterator[Tokens]:
    """All runs of Chinese characters of the lengths (bytes, three a character)."""
    wanted = [length for length in lengths if length % CHARACTER_BYTES == 0 and 0 < length <= MOST_BYTES]
    if not wanted or len(text) < CHARACTER_BYTES:
        return
    lead = (text >= 0xE3) & (text <= 0xE9)
    follows = (text & 0xC0) == 0x80
    whole = np.flatnonzero(lead[:-2] & follows[1:-1] & follows[2:])
    # The n-th character of a run is where the n characters before it stand close together.
    for length in wanted:
        count = length // CHARACTER_BYTES
        if len(whole) < count:
            continue
        starts = whole[: len(whole) - count + 1]
        starts = starts[whole[count - 1 :] - starts == length - CHARACTER_BYTES]
        if len(starts):
            yield Tokens(starts, starts + length, text[starts[:, None] + np.arange(length)])


def _runs(member: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Where runs of members begin and end."""
    edges = np.flatnonzero(np.diff(member, prepend=False, append=False))
    return edges[::2], edges[1::2]


def _of_lengths(runs: tuple[Places, Places], before: Places, normal: Bytes, lengths: list[int]) -> Iterator[Tokens]:
    starts, ends = runs
    first = before[starts]
    size = before[ends] - first
    for length in lengths:
        chosen = np.flatnonzero(size == length)
        if len(chosen):
            rows = normal[first[chosen][:, None] + np.arange(length)]
            yield Tokens(starts[chosen], ends[chosen], rows)
