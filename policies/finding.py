"""A finding: one claimed span of a part. No field can hold the value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One span claimed by one detector.

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
