"""Findings of a transfer added up: distinct values by digest, where each was seen, and whose data it was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.digests import Digests, Keys, Run, merged, raw
from policies.census import Census, Counted, Mention
from policies.digest import DIGEST_BYTES
from policies.finding import Finding, Tally

MOST_SAMPLES = 5
MOST_PATHS = 5
MOST_PLACES = 100

MOST_DIGESTS: Final = 1000
"""Values of a tally whose digests are given, to count those of several transfers together."""

MOST_MENTIONS: Final = 1000
"""Findings that are linked as one record; what follows in it is another one."""

MOST_RECORDS: Final = 1000
"""Parts whose record may go on; the oldest ends where there are more."""

Classes = tuple[str, ...] | None
"""The classes of the records that values were seen in, None for values that count nobody."""


@dataclass(slots=True)
class _Values:
    """The values of one detector."""

    digests: dict[Classes, Digests] = field(default_factory=dict)
    samples: dict[bytes, str] = field(default_factory=dict)  # of the first values
    paths: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Tallies:
    """Everything found in one transfer so far. Holds digests and masks, never a value."""

    census: Census
    frames: dict[int, None] = field(default_factory=dict)
    places: list[tuple[str, str, int, int]] = field(default_factory=list)  # detector, path, start, end
    values: int = 0  # that are held, some of them perhaps twice
    _values: dict[str, _Values] = field(default_factory=dict)
    _records: dict[int, tuple[int, list[Mention]]] = field(default_factory=dict)  # part -> its record so far

    def knows(self, finding: Finding) -> bool:
        """Whether its value was counted before."""
        values = self._values.get(finding.detector)
        return values is not None and any(finding.digest in digests for digests in values.digests.values())

    def add(self, finding: Finding, frame: int) -> int:
        """Count one finding, seen in a frame; returns how many more values are held than before."""
        before = self.values
        values = self._values.setdefault(finding.detector, _Values())
        if len(values.samples) < MOST_SAMPLES * 2:
            values.samples.setdefault(finding.digest, finding.masked)
        if len(values.paths) < MOST_PATHS:
            values.paths[finding.path] = None
        if len(self.frames) < MOST_PLACES:
            self.frames[frame] = None
        if len(self.places) < MOST_PLACES:
            self.places.append((finding.detector, finding.path, finding.start, finding.end))
        self._mention(finding)
        return self.values - before

    def lines(self, confidence: float) -> tuple[Tally, ...]:
        """One tally a detector for the values at or above `confidence`, and one for those below."""
        self._close_all()
        return tuple(tally for name, values in self._values.items() for tally in _split(name, values, confidence))

    def people(self) -> Iterator[Counted]:
        """The identifiers of the people whose data it was, by kind and by the classes of their records."""
        self._close_all()
        for kind, values in self._values.items():
            for classes, digests in values.digests.items():
                if classes is not None:
                    keys, marks = digests.columns()
                    yield Counted(kind, classes, raw(keys), (marks < 0).astype(np.uint8).tobytes())

    def _mention(self, finding: Finding) -> None:
        name, mentions = self._records.get(finding.part, (-1, []))
        if mentions and (name != finding.record or len(mentions) >= MOST_MENTIONS):
            self._close(finding.part)
            mentions = []
        if not mentions:
            if len(self._records) >= MOST_RECORDS:
                self._close(next(iter(self._records)))
            self._records[finding.part] = (finding.record, mentions)
        mentions.append((finding.detector, finding.digest, finding.confidence))
        self.values += 1

    def _close(self, part: int) -> None:
        """A record is over: its values are counted with the people it speaks of."""
        _, mentions = self._records.pop(part)
        self.values -= len(mentions)
        classes, attached = self.census.people(mentions)
        for kind, digest, confidence in mentions:
            mark = attached.get((kind, digest))
            counted = None if mark is None or confidence < self.census.min_confidence else classes
            held = self._values[kind].digests
            if counted not in held:
                held[counted] = Digests()
            self.values += held[counted].add(digest, confidence, attached=bool(mark))

    def _close_all(self) -> None:
        for part in list(self._records):
            self._close(part)


def _split(detector: str, values: _Values, confidence: float) -> Iterator[Tally]:
    keys, marks = _union([digests.columns() for digests in values.digests.values()])
    surest = np.abs(marks)
    sure = surest >= confidence
    for chosen in (sure, ~sure):
        if chosen.any():
            yield _tally(detector, values, keys[chosen], surest[chosen])


def _union(runs: list[Run]) -> Run:
    whole = runs[0]
    for run in runs[1:]:
        whole = merged(whole, run)
    return whole


def _tally(detector: str, values: _Values, keys: Keys, confidence: NDArray[np.float64]) -> Tally:
    few = len(keys) <= MOST_DIGESTS
    digests = frozenset(_each(raw(keys))) if few else frozenset()
    first = list(values.samples)
    own = np.isin(np.array(first, keys.dtype), keys).tolist()
    samples = [values.samples[digest] for digest, is_own in zip(first, own, strict=True) if is_own]
    return Tally(
        detector=detector,
        count=len(keys),
        confidence=float(confidence.max()),
        samples=tuple(samples[:MOST_SAMPLES]),
        parts=tuple(values.paths),
        digests=digests,
    )


def _each(digests: bytes) -> Iterator[bytes]:
    return (digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES))
