"""What is kept and for how long, who reviews it, and where it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an incident may show of what was found."""

    samples: int
    masking: Literal["partial", "strict"]
    keep_payload: bool


@dataclass(frozen=True, slots=True)
class Retention:
    """How long records are kept; 0 means until somebody removes them (as a floor: no floor)."""

    flow_days: int
    incident_years: int
    transfer_years: int
    counter_years: int


@dataclass(frozen=True, slots=True)
class FourEyes:
    """Which steps of a review, from which severity on, need a second person."""

    severity_min: str
    transitions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Review:
    """How incidents are reviewed; `sla_hours` by severity."""

    four_eyes: FourEyes | None
    sla_hours: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Output:
    """Where incidents are sent besides the database."""

    kind: Literal["file", "syslog", "webhook", "report"]
    to: str
    redaction: Literal["masked", "statistics_only"]
