"""Clocks: times within which the law wants something done once something has happened."""

from dataclasses import dataclass
from typing import Literal

from policies.reasons import Text


@dataclass(frozen=True, slots=True)
class Clock:
    """One time, and what starts it. A condition that is None or 0 is not asked."""

    id: str
    title: Text
    amount: int
    unit: Literal["hours", "days", "workdays", "months"]
    after: Literal["detection", "effect", "before_expiry"]
    to: Text | None  # whom the law wants told
    basis: tuple[str, ...]
    mechanisms: frozenset[str] | None
    classes: frozenset[str] | None
    rules: frozenset[str] | None
    min_subjects: int
