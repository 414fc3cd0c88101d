"""Exceptions: rules that are silent for what matches, until a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from policies.prefixes import PrefixTable
from policies.reasons import reason
from policies.register import name_patterns
from policies.rules import Case, Fired, Rule, fire
from policies.transfer import Transfer
from policies.verdict import Classified

TWO = 2
"""Names that an exception to a rule of four eyes needs."""


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

    def holds(self, transfer: Transfer, asset: str, day: str) -> bool:
        """Whether it speaks of the transfer on the day, whatever was found in it."""
        return (
            day <= self.until
            and (self.assets is None or asset in self.assets)
            and (self.prefixes is None or next(self.prefixes.at(transfer.receiver), None) is not None)
            and (self.countries is None or transfer.receiver_place.country in self.countries)
            and (self.names is None or any(self._names(name) for name in transfer.names))
        )

    def silences(self, rule: Rule) -> bool:
        """Whether it may silence the rule: one of four eyes only when two persons decided it."""
        return rule.id in self.rules and (not rule.four_eyes or len(frozenset(self.by)) >= TWO)

    def excepts(self, found: Classified) -> bool:
        """Whether a finding is among those it is for."""
        return (self.classes is None or found.data_class in self.classes) and (
            self.detectors is None or found.detector in self.detectors
        )

    def _names(self, name: str) -> bool:
        names = self.names or frozenset()
        return any(pattern in names for pattern in name_patterns(name.lower().rstrip(".")))


def apply_exceptions(
    fired: Fired, exceptions: Iterable[ExceptionEntry], case: Case, kept: frozenset[str]
) -> tuple[Fired | None, list[str]]:
    """What is left of a rule that fired, and the reasons why not all is; findings of the classes `kept` always are.

    `exceptions` are those that speak of the transfer.
    """
    left: Fired | None = fired
    reasons: list[str] = []
    for entry in exceptions:
        if left is None or not entry.silences(left.rule):
            continue
        rest = tuple(f for f in left.findings if f.data_class in kept or not entry.excepts(f))
        if left.findings and len(rest) == len(left.findings):
            continue
        if not left.findings and (entry.classes is not None or entry.detectors is not None):
            continue
        reasons.append(_silenced(entry, left.rule))
        left = fire(left.rule, replace(case, findings=rest)) if rest else None
    return left, reasons


def _silenced(entry: ExceptionEntry, rule: Rule) -> str:
    return reason(
        f"例外 {entry.id}（至 {entry.until}）使规则 {rule.id} 不适用于其列明的内容。",
        f"Exception {entry.id} (until {entry.until}) silences rule {rule.id} for what it names.",
    )
