"""The sieve: the detectors' patterns put together so that one scan serves them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from policies.detector import ANY_RUN, LONGEST_RUN, Detector, Family
from policies.shapes import LEFT_SIEVE, RIGHT_SIEVE
from policies.widths import Width

VALUE_BYTES: Final = LONGEST_RUN + 6
"""How much before a hit tells who reads it: the digits and an escape before them."""

MOST_TOGETHER: Final = 9
"""Bounded patterns in one automaton: with a dozen the scanner no longer determines it, at four times the cost."""

Ranked = tuple[int, Detector]


@dataclass(frozen=True, slots=True)
class Mesh:
    """One pattern of the scan and who reads its hits."""

    pattern: bytes
    readers: tuple[Ranked, ...]  # with their rank, the surest first
    by_run: tuple[tuple[Ranked, ...], ...]  # those of them for each count of digits at the value's end
    width: Width | None = None  # how the window is to be narrowed first

    def readers_of(self, value: bytes) -> tuple[Ranked, ...]:
        """Who reads a hit, by the digits in a row that the VALUE_BYTES up to its end end with."""
        if self.width or b"%" in value or b"\\" in value:
            return self.readers  # the digits of an escape are none of the value's
        return self.by_run[min(len(value) - len(value.rstrip(b"0123456789")), LONGEST_RUN)]


def sieve(detectors: Sequence[Detector]) -> list[Mesh]:
    """One pattern for some that are bounded, one for each with its own neighbours, one for each kind of wide digits.

    What is bounded is an alternation between shared neighbours: the scanner makes it one automaton, up to MOST_TOGETHER
    of them. Neighbours it could not resolve at once (a letter behind a high byte) would
    make it many times slower; measure when adding to it.
    """
    ranked = tuple(enumerate(detectors))
    bounded = [one for one in ranked if one[1].family is Family.BOUNDED]
    meshes = [_bounded(bounded[at : at + MOST_TOGETHER]) for at in range(0, len(bounded), MOST_TOGETHER)]
    meshes += [_mesh(one[1].sieve, (one,)) for one in ranked if one[1].family is Family.OWN]
    meshes += [_mesh(one[1].also, (one,)) for one in ranked if one[1].also]
    return meshes + [_mesh(width.value, ranked, width) for width in Width]


def _bounded(together: Sequence[Ranked]) -> Mesh:
    bodies = b"|".join(detector.sieve for _, detector in together)
    return _mesh(LEFT_SIEVE + b"(?:" + bodies + b")" + RIGHT_SIEVE, together)


def _mesh(pattern: bytes, readers: Sequence[Ranked], width: Width | None = None) -> Mesh:
    by_run = tuple(tuple(one for one in readers if run in one[1].runs) for run in sorted(ANY_RUN))
    return Mesh(pattern, tuple(readers), by_run, width)
