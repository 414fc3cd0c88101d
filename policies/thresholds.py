"""Thresholds of persons a year, and how persons are counted."""

from dataclasses import dataclass
from typing import Literal

from policies.reasons import Text

Group = Literal["personal", "ordinary", "sensitive"]
"""Of whom what left: any personal data, such as is not sensitive, sensitive data."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of persons a year from which on, itself included, only the mechanisms `requires` suffice."""

    id: str
    title: Text
    group: Group
    at: int
    requires: frozenset[str]
    basis: tuple[str, ...]
    warn_at: tuple[float, ...]  # shares of `at`, ascending
    severity: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """Persons whose data left in a year on ways that no sensor sees."""

    year: int
    group: Group
    subjects: int
    source: str
    by: str


@dataclass(frozen=True, slots=True)
class Counting:
    """How persons are counted: `priority` are the identifying detectors, the strongest first."""

    priority: tuple[str, ...]
    min_confidence: float  # findings below it count nobody
    baseline: tuple[Baseline, ...] = ()
