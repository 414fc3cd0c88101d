"""The answer of the policy to one transfer."""

from dataclasses import dataclass
from typing import Literal

PATHS_APART = ", "
"""What stands between the ids of a verdict's lawful paths."""

IMPORTANT = "data.important"
"""The class of important data."""

Outcome = Literal["incident", "authorised", "opaque", "clear"]


@dataclass(frozen=True, slots=True)
class Classified:
    """The findings of one detector in one transfer, under one data class of the policy."""

    detector: str
    data_class: str
    count: int  # distinct normalised values
    confidence: float
    samples: tuple[str, ...]  # masked, at most 5
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says of one transfer, and why.

    `rules` are the ids of all rules that fired, the one that names the incident first. `reasons` are
    sentences for people. `basis` holds ids of legal bases in force on the day of the packets.
    `findings` are those at or above the policy's confidence, `weak` the others.
    """

    outcome: Outcome
    rules: tuple[str, ...] = ()
    severity: str = ""  # "low", "medium", "high", "critical", "" when no rule fired
    reasons: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    lawful_path: str | None = None
    findings: tuple[Classified, ...] = ()
    weak: tuple[Classified, ...] = ()
    subjects: int = 0
    asset: str = ""  # id of the sender's asset, "" when the policy names none
    recipient: str = ""  # how the policy names the receiver, "" when it does not
    violations: tuple[str, ...] = ()  # how findings exceed the register, by name: "class", "field", "expired" …
    day: str = ""  # calendar day of the first packet in the processor's zone, YYYY-MM-DD
