"""From what was found to what it is under the policy: findings become data classes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from policies.finding import MINOR, WHOLE, Tally, kind_of, qualified, qualify
from policies.verdict import Classified

MOST = 5
"""Samples and parts that are told of a kind."""

UNCLASSIFIED = "unclassified"
"""The class of a detector the policy gives none."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """Which class each detector feeds, and from which confidence on a finding counts."""

    exact: Mapping[str, str]
    globs: tuple[tuple[str, str], ...]  # (pattern, class), the longest pattern first
    confidence: float
    minor: str = ""  # the class of what is known to be of a person under 14, "" where the policy has none

    def class_of(self, detector: str) -> str:
        """The class named for the detector itself, else for the longest pattern that matches it.

        A qualified detector (`match.exact:customers`) may have a class of its own.
        """
        kind, qualifier, _ = qualified(detector)
        if qualifier == MINOR and self.minor:
            return self.minor
        named = self.exact.get(qualify(kind, qualifier) if qualifier else kind, self.exact.get(kind))
        if named is not None:
            return named
        return next((name for pattern, name in self.globs if fnmatchcase(kind, pattern)), UNCLASSIFIED)

    def classify(self, tallies: Iterable[Tally]) -> tuple[tuple[Classified, ...], tuple[Classified, ...]]:
        """(findings at or above the confidence, weak ones), in the order they were found."""
        strong: dict[tuple[str, str], Classified] = {}
        weak: dict[tuple[str, str], Classified] = {}
        for tally in tallies:
            if qualified(tally.detector)[2] == WHOLE:
                continue  # a passage of the same document was told too
            found = self._classified(tally)
            held = strong if tally.confidence >= self.confidence else weak
            key = (found.detector, found.data_class)
            held[key] = _together(held[key], found) if key in held else found
        return tuple(strong.values()), tuple(weak.values())

    def _classified(self, tally: Tally) -> Classified:
        return Classified(
            detector=kind_of(tally.detector),
            data_class=self.class_of(tally.detector),
            count=tally.count,
            confidence=tally.confidence,
            samples=tally.samples[:MOST],
            parts=tally.parts[:MOST],
        )


def _together(one: Classified, other: Classified) -> Classified:
    """Findings of two lists under one class as one: no value is of both."""
    return Classified(
        detector=one.detector,
        data_class=one.data_class,
        count=one.count + other.count,
        confidence=max(one.confidence, other.confidence),
        samples=(*one.samples, *other.samples)[:MOST],
        parts=tuple(dict.fromkeys((*one.parts, *other.parts)))[:MOST],
    )


def classifier(detectors: Mapping[str, str], confidence: float, minor: str = "") -> Classifier:
    """The classifier of a mapping from detector ids or globs to classes."""
    globs = {pattern: name for pattern, name in detectors.items() if "*" in pattern or "?" in pattern}
    ordered = sorted(globs.items(), key=lambda item: (-len(item[0]), item[0]))
    return Classifier({d: c for d, c in detectors.items() if d not in globs}, tuple(ordered), confidence, minor)
