"""A detector: a pure function that claims spans of a part, and what a reader should know about it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from policies.context import CONTRARY, Terms, after, before, is_noise
from policies.shapes import begins_alone

CHAIN_BYTES: Final = 32
"""In a list, a value this close behind one whose context was found has the same context."""

AROUND_BYTES: Final = 80
"""How far to each side of a span its company is looked at."""

NOISE_BYTES: Final = 40
"""How far to each side of a span its bytes tell whether they are text."""

LONGEST_RUN: Final = 20
"""Digits at a value's end are counted up to this many."""

ANY_RUN: Final = frozenset(range(LONGEST_RUN + 1))

AHEAD: Final = 4
"""Bytes behind a hit that a bounded pattern needs to see its right neighbours."""

Trail = dict[Terms, int]
"""Where in the batch the last value ended that certain words were found for."""


class Family(Enum):
    """How a detector's sieve is bounded."""

    BOUNDED = "bounded"  # no digit or letter beside it; all of these are one automaton and cost next to nothing each
    OWN = "own"  # the sieve carries its own neighbours


class Context(Enum):
    """What words near a value (40 characters, the key, the column header) do for a detector."""

    NONE = "none"
    RAISES = "raises"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Claim:
    """A span of a window and what it holds; lives only inside one inspection, never stored."""

    start: int
    end: int
    normal: bytes = field(repr=False)  # the value's normal form
    masked: str
    confidence: float  # 0..1


def _no_column(_start: int) -> str:
    return ""


@dataclass(slots=True)
class Sight:
    """What a detector sees around one hit of its sieve.

    `window` are the bytes around, `hit` the place in them where the sieve's match ended (without the
    neighbour it read), `until` the last day a person can have been born.
    """

    window: bytes = field(repr=False)
    hit: int
    until: date
    base: int = 0  # where the window begins in the batch
    slack: int = 0  # how far behind the hit a value may end all the same
    floor: int = 0  # where the bytes that belong together begin in the batch
    column: Callable[[int], str] = _no_column  # the header above a place in the window, "" where there is none
    trail: Trail = field(default_factory=dict, repr=False)
    _left_of: int = -1
    _left_text: str = field(default="", repr=False)

    def matches(self, pattern: re.Pattern[bytes], reach: int, ahead: int = AHEAD) -> Sequence[re.Match[bytes]]:
        """Matches of the confirming pattern that cover the hit.

        They begin at most `reach` bytes before it; the pattern sees `ahead` bytes behind it.
        """
        end = self.hit + self.slack + ahead
        match = pattern.search(self.window, max(0, self.hit - reach), end)
        found: list[re.Match[bytes]] = []
        while match is not None and match.start() < self.hit:
            if match.end() >= self.hit:
                found.append(match)
            match = pattern.search(self.window, match.start() + 1, end)
        return found

    def alone(self, pattern: re.Pattern[bytes], reach: int) -> Sequence[re.Match[bytes]]:
        """Those of the matches that begin where no letter, digit or decimal point belongs to them."""
        return [match for match in self.matches(pattern, reach) if begins_alone(self.window, match.start())]

    def near(self, words: Terms, start: int) -> bool:
        """Whether one of the words stands shortly before `start`."""
        return words.search(self._left(start)) is not None

    def called(self, words: Terms, start: int, end: int) -> bool:
        """Whether one of the words stands near, held for the list item before, or heads the column; and no other name.

        For values whose form alone says too little.
        """
        left = self._left(start)
        if CONTRARY.search(left):
            return False
        found = (
            words.search(left) is not None
            or words.search(after(self.window, end)) is not None
            or self._headed(words, start)
        )
        if found:
            self.trail[words] = self.base + end
        return found

    def around(self, pattern: re.Pattern[bytes], start: int, end: int) -> list[bytes]:
        """What the pattern finds whole within 80 bytes to each side of the span."""
        low, high = max(0, start - AROUND_BYTES), end + AROUND_BYTES
        behind = pattern.finditer(self.window, end, high + LONGEST_RUN)  # or the edge would cut a number short
        return pattern.findall(self.window, low, start) + [match[0] for match in behind if match.end() <= high]

    def in_noise(self, start: int, end: int) -> bool:
        """Whether the span stands in bytes that are no text, as chance would have it: for forms of few characters."""
        return is_noise(self.window[max(0, start - NOISE_BYTES) : start] + self.window[end : end + NOISE_BYTES])

    def contrary(self, start: int) -> bool:
        """Whether the word right before calls the value something else (an order, a batch, a trace id)."""
        return CONTRARY.search(self._left(start)) is not None

    def _left(self, start: int) -> str:
        """The text before a place; several questions are asked about one place."""
        if start != self._left_of:
            self._left_of, self._left_text = start, before(self.window, start)
        return self._left_text

    def _headed(self, words: Terms, start: int) -> bool:
        # In a table the column decides; a value beside one of another column says nothing.
        column = self.column(start)
        return words.search(column) is not None if column else self._chained(words, start)

    def _chained(self, words: Terms, start: int) -> bool:
        last = self.trail.get(words, -1)
        return self.floor <= last <= self.base + start <= last + CHAIN_BYTES


@dataclass(frozen=True, slots=True)
class Detector:
    """One kind of data: what finds it, and what is known about it."""

    id: str
    finds: str
    source: str
    false_positives: str
    confidence: str  # the steps, in words
    context: Context
    family: Family
    sieve: bytes  # for the scan: no lookaround, lets through at least what `claim` accepts
    claim: Callable[[Sight], Iterator[Claim]]
    runs: frozenset[int] = ANY_RUN  # how many digits in a row a value may end with; other hits are not read
    also: bytes = b""  # a further sieve that carries its own neighbours
