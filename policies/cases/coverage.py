"""Coverage: which rules and thresholds the cases show to speak, and which they show to stay silent."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from policies.cases.case import Case, Result

SPEAKING: Final = ("rules", "fires")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Rules and thresholds by name, sorted.

    A name is tripped by a passing case that expects it, and spared by a passing one that names it as silent, or as a
    threshold not reached: a rule that merely happens not to fire was not tried.
    """

    names: tuple[str, ...]
    never_tripped: tuple[str, ...]
    never_spared: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every name was tripped, and spared."""
        return not (self.never_tripped or self.never_spared)


def coverage(results: Iterable[Result], names: Collection[str]) -> Coverage:
    """What passing cases show of the rules and thresholds of these names."""
    cases = [result.case for result in results if result.passed]
    tripped = {name for case in cases for name in _tripped(case)}
    spared = {name for case in cases for name in _spared(case)}
    return Coverage(
        tuple(sorted(names)),
        tuple(sorted(name for name in names if name not in tripped)),
        tuple(sorted(name for name in names if name not in spared)),
    )


def _tripped(case: Case) -> Iterator[str]:
    expect = case.expect
    yield from (name for key in SPEAKING for name in expect.get(key) or ())
    if expect.get("rule"):
        yield expect["rule"]
    yield from (name for name, state in _thresholds(case) if state == "reached")


def _spared(case: Case) -> Iterator[str]:
    yield from case.expect.get("silent") or ()
    yield from (name for name, state in _thresholds(case) if state != "reached")


def _thresholds(case: Case) -> Iterable[tuple[str, str]]:
    return (case.expect.get("thresholds") or {}).items()
