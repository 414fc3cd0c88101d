"""A finding: one claimed span of a part. No field can hold the value."""

from dataclasses import dataclass
from typing import Final

EXACT: Final = "match.exact"
DOCUMENT: Final = "match.document"
WHOLE: Final = "whole"
"""A part that is a registered document, not only a passage of it."""
MINOR: Final = "minor"
"""A resident number of a person under 14."""
_APART: Final = ":"


def qualify(detector: str, *qualifiers: str) -> str:
    """What a detector found, told apart further: `match.exact:customers`, `cn.resident_id:minor`."""
    return _APART.join((detector, *qualifiers))


def qualified(detector: str) -> tuple[str, str, str]:
    """The detector, and up to two things that tell apart what it found; "" for none."""
    kind, first, *rest = (*detector.split(_APART, 2), "", "")
    return kind, first, rest[0]


def kind_of(detector: str) -> str:
    """The detector without what tells apart what it found."""
    return detector.partition(_APART)[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """One span claimed by one detector, whose id may be qualified (see `qualify`).

    `digest` is keyed (see `policies.digest`) over the detector's normal form, so that equal values
    have equal digests and no digest can be reversed without the key.
    """

    owner: int  # the transfer the part belongs to
    part: int  # id of the part
    path: str
    detector: str
    start: int  # bytes from the beginning of the part
    end: int
    masked: str
    digest: bytes
    confidence: float
    record: int = -1  # what names the record it is in, unique in the part (see `policies.records`)


@dataclass(frozen=True, slots=True)
class Tally:
    """All findings of one detector in one transfer."""

    detector: str
    count: int  # distinct normalised values over all parts of the transfer
    confidence: float  # the highest
    samples: tuple[str, ...]  # masked, at most 5
    parts: tuple[str, ...]  # distinct paths, at most 5
    digests: frozenset[bytes] = frozenset()
