"""The states of an incident, and which step may follow which (pure).

    new -> triaged -> confirmed -> remediating -> reported -> closed
                   -> false_positive | authorised -> closed

`triaged` is also the way back: a decision is reopened by saying why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "new": ("triaged", "confirmed", "false_positive", "authorised"),
    "triaged": ("confirmed", "false_positive", "authorised"),
    "confirmed": ("remediating", "reported", "closed", "triaged"),
    "false_positive": ("closed", "triaged"),
    "authorised": ("closed", "triaged"),
    "remediating": ("reported", "closed"),
    "reported": ("remediating", "closed"),
    "closed": (),
}
"""State -> the states that may follow."""

STATES: Final = tuple(STEPS)

SETTLED: Final = frozenset({"false_positive", "authorised", "closed"})
"""A new transfer never joins an incident in one of these states: what was decided did not know of it."""

MAX_REASON = 2_000
MAX_REVIEWER = 200


class ReviewRefused(Exception):
    """The officer asked for a step that may not be taken; the text says what is possible."""


@dataclass(frozen=True, slots=True)
class Review:
    """One step in the history of an incident."""

    incident: str
    at_ns: int  # since 1970 UTC
    from_state: str
    to_state: str
    reason: str
    reviewer: str


def review(incident: str, state: str, to_state: str, *, reason: str, reviewer: str, at_ns: int) -> Review:
    """The step from `state` to `to_state`.

    Raises:
        ReviewRefused: the step is not in `STEPS`, or reason or reviewer is missing or too long.
    """
    _require(incident, "reason", reason, MAX_REASON)
    _require(incident, "by", reviewer, MAX_REVIEWER)
    following = STEPS[state]
    if to_state not in following:
        possible = ", ".join(following) or "nothing: a later transfer opens a successor"
        raise ReviewRefused(f"{incident}: cannot go from {state} to {to_state}; possible: {possible}")
    return Review(incident, at_ns, state, to_state, reason.strip(), reviewer.strip())


def _require(incident: str, option: str, text: str, limit: int) -> None:
    if not text.strip():
        raise ReviewRefused(f"{incident}: --{option} is empty; a review says why and by whom")
    if len(text) > limit:
        raise ReviewRefused(f"{incident}: --{option} has {len(text)} characters; at most {limit} are kept")
