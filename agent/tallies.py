"""Findings of a transfer added up: distinct values by digest, and where each was seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from policies.finding import Finding, Tally

MOST_SAMPLES = 5
MOST_PATHS = 5
MOST_PLACES = 100


@dataclass(slots=True)
class _Values:
    """The values of one detector, by digest."""

    confidence: dict[bytes, float] = field(default_factory=dict)
    samples: dict[bytes, str] = field(default_factory=dict)  # of the first values
    paths: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Tallies:
    """Everything found in one transfer so far. Holds digests and masks, never a value."""

    frames: dict[int, None] = field(default_factory=dict)
    places: list[tuple[str, str, int, int]] = field(default_factory=list)  # detector, path, start, end
    values: int = 0  # distinct ones
    _values: dict[str, _Values] = field(default_factory=dict)

    def knows(self, finding: Finding) -> bool:
        """Whether its value was counted before."""
        values = self._values.get(finding.detector)
        return values is not None and finding.digest in values.confidence

    def add(self, finding: Finding, frame: int) -> int:
        """Count one finding, seen in a frame; returns how many values are new: 0 or 1."""
        values = self._values.setdefault(finding.detector, _Values())
        before = len(values.confidence)
        values.confidence[finding.digest] = max(values.confidence.get(finding.digest, 0.0), finding.confidence)
        if len(values.samples) < MOST_SAMPLES * 2:
            values.samples.setdefault(finding.digest, finding.masked)
        if len(values.paths) < MOST_PATHS:
            values.paths[finding.path] = None
        if len(self.frames) < MOST_PLACES:
            self.frames[frame] = None
        if len(self.places) < MOST_PLACES:
            self.places.append((finding.detector, finding.path, finding.start, finding.end))
        new = len(values.confidence) - before
        self.values += new
        return new

    def lines(self, confidence: float) -> tuple[Tally, ...]:
        """One tally a detector for the values at or above `confidence`, and one for those below."""
        return tuple(tally for name, values in self._values.items() for tally in _split(name, values, confidence))


def _split(detector: str, values: _Values, confidence: float) -> Iterator[Tally]:
    sure = {digest for digest, found in values.confidence.items() if found >= confidence}
    for digests in (sure, values.confidence.keys() - sure):
        if digests:
            yield _tally(detector, values, frozenset(digests))


def _tally(detector: str, values: _Values, digests: frozenset[bytes]) -> Tally:
    samples: Sequence[str] = [mask for digest, mask in values.samples.items() if digest in digests]
    return Tally(
        detector=detector,
        count=len(digests),
        confidence=max(values.confidence[digest] for digest in digests),
        samples=tuple(samples[:MOST_SAMPLES]),
        parts=tuple(values.paths),
        digests=digests,
    )
