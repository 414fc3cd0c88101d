"""From what was found to what it is under the policy: findings become data classes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from policies.finding import Tally
from policies.verdict import Classified

UNCLASSIFIED = "unclassified"
"""The class of a detector the policy gives none."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """Which class each detector feeds, and from which confidence on a finding counts."""

    exact: Mapping[str, str]
    globs: tuple[tuple[str, str], ...]  # (pattern, class), the longest pattern first
    confidence: float

    def class_of(self, detector: str) -> str:
        """The class named for the detector itself, else for the longest pattern that matches it."""
        named = self.exact.get(detector)
        if named is not None:
            return named
        return next((name for pattern, name in self.globs if fnmatchcase(detector, pattern)), UNCLASSIFIED)

    def classify(self, tallies: Iterable[Tally]) -> tuple[tuple[Classified, ...], tuple[Classified, ...]]:
        """(findings at or above the confidence, weak ones), in the order they were found."""
        strong: list[Classified] = []
        weak: list[Classified] = []
        for tally in tallies:
            (strong if tally.confidence >= self.confidence else weak).append(self._classified(tally))
        return tuple(strong), tuple(weak)

    def _classified(self, tally: Tally) -> Classified:
        return Classified(
            detector=tally.detector,
            data_class=self.class_of(tally.detector),
            count=tally.count,
            confidence=tally.confidence,
            samples=tally.samples[:5],
            parts=tally.parts[:5],
        )


def classifier(detectors: Mapping[str, str], confidence: float) -> Classifier:
    """The classifier of a mapping from detector ids or globs to classes."""
    globs = {pattern: name for pattern, name in detectors.items() if "*" in pattern or "?" in pattern}
    ordered = sorted(globs.items(), key=lambda item: (-len(item[0]), item[0]))
    return Classifier({d: c for d, c in detectors.items() if d not in globs}, tuple(ordered), confidence)
