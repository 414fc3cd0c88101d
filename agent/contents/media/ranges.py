"""Bodies that come in ranges (RFC 9110 14.4): those that follow one another are one file.

A value that is cut between two ranges, or a compressed file in several, can be read only so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from agent.contents.format import Inlet

MOST_WAITING: Final = 8
"""Files of one direction that wait for their next range."""

_RANGE: Final = re.compile(rb"\s*bytes\s+(\d{1,18})-(\d{1,18})/(?:(\d{1,18})|\*)\s*", re.I)


@dataclass(frozen=True, slots=True)
class Range:
    """What a Content-Range field says: from `first` up to, and without, `behind` of `total` bytes, -1 if unknown."""

    first: int
    behind: int
    total: int

    @property
    def is_last(self) -> bool:
        """Whether the file ends here."""
        return self.behind == self.total

    def follows(self, before: "Range") -> bool:
        """Whether this range begins where another ended, in a file as long."""
        return self.first == before.behind and (self.total == before.total or -1 in (self.total, before.total))


class Ranges:
    """The bodies of one direction that have not come to their last range."""

    __slots__ = ("_open", "_waiting")

    def __init__(self) -> None:
        self._open: dict[int, tuple[bytes, Range]] = {}  # by the identity of the inlet
        self._waiting: list[tuple[Inlet, bytes, Range]] = []  # the one that waits longest first

    def begin(self, key: bytes, value: bytes, make: Callable[[], Inlet]) -> Inlet:
        """The body that a range goes on with, else what `make` gives; `key` tells one file from another."""
        given = content_range(value)
        if given is None:
            return make()
        inlet = self._resumed(key, given) or make()
        if not given.is_last:
            self._open[id(inlet)] = key, given
        return inlet

    def end(self, inlet: Inlet, damage: str = "") -> None:
        """A body is over, unless its next range may come."""
        given = self._open.pop(id(inlet), None)
        if given is None or damage:
            inlet.end(damage)
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.pop(0)[0].end()
        self._waiting.append((inlet, *given))

    def close(self) -> None:
        """No more ranges come."""
        for inlet, _, _ in self._waiting:
            inlet.end()
        self._waiting.clear()

    def _resumed(self, key: bytes, given: Range) -> Inlet | None:
        for number, (inlet, waiting, before) in enumerate(self._waiting):
            if waiting == key and given.follows(before):
                del self._waiting[number]
                return inlet
        return None


def content_range(value: bytes) -> Range | None:
    """A Content-Range field, None where it is none or names no bytes."""
    match = _RANGE.fullmatch(value)
    if match is None:
        return None
    first, last, total = int(match[1]), int(match[2]), int(match[3] or -1)
    return Range(first, last + 1, total) if first <= last and (total < 0 or last < total) else None
