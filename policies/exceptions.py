"""Exceptions: rules that are silent for what matches, until a day."""

from dataclasses import dataclass

from policies.prefixes import PrefixTable


@dataclass(frozen=True, slots=True)
class ExceptionEntry:
    """One exception. A condition that is None is not asked; `until` is the last day it holds (ISO 8601)."""

    id: str
    rules: frozenset[str]
    until: str
    by: tuple[str, ...]
    assets: frozenset[str] | None = None
    prefixes: PrefixTable[str] | None = None  # of the receiver
    names: frozenset[str] | None = None  # "host.example" or "*.example", lower case
    countries: frozenset[str] | None = None
    classes: frozenset[str] | None = None
    detectors: frozenset[str] | None = None
