"""The sieve: the detectors' patterns put together so that one scan serves them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from policies.detector import Detector, Family
from policies.shapes import LEFT_SIEVE, RIGHT_SIEVE, TOKEN_LEFT_SIEVE
from policies.widths import Width

_LEFT: Final = {Family.NUMBER: LEFT_SIEVE, Family.TOKEN: TOKEN_LEFT_SIEVE}


@dataclass(frozen=True, slots=True)
class Mesh:
    """One pattern of the scan and who reads its hits."""

    pattern: bytes
    readers: tuple[tuple[int, Detector], ...]  # with their rank, the surest first
    width: Width | None = None  # how the window is to be narrowed first


def sieve(detectors: Sequence[Detector]) -> list[Mesh]:
    """One pattern for each bounded family, one for each detector with its own, one for each kind of wide digits.

    A family is an alternation between shared neighbours: the scanner makes it one automaton, so that
    its cost hardly grows with its members.
    """
    ranked = tuple(enumerate(detectors))
    meshes = [_bounded(family, [one for one in ranked if one[1].family is family]) for family in _LEFT]
    meshes += [Mesh(one[1].sieve, (one,)) for one in ranked if one[1].family is Family.OWN]
    meshes += [Mesh(width.value, ranked, width) for width in Width]
    return [mesh for mesh in meshes if mesh.readers]


def _bounded(family: Family, members: Sequence[tuple[int, Detector]]) -> Mesh:
    bodies = b"|".join(detector.sieve for _, detector in members)
    return Mesh(_LEFT[family] + b"(?:" + bodies + b")" + RIGHT_SIEVE, tuple(members))
