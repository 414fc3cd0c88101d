"""The rules of a policy, found by what they speak of, so that a transfer meets only those that may fire on it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from policies.rules import Rule
from policies.verdict import Classified

REMEMBERED = 4096
"""Sets of kinds for which the rules are remembered: transfers hold the same few again and again."""

Kinds = frozenset[tuple[str, str, bool]]
"""(data class, detector, whether it is important data) of the findings of a transfer."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules, in the order of the policy."""

    all: tuple[Rule, ...]
    on_findings: tuple[Rule, ...]
    on_opaque: tuple[Rule, ...]  # those that can fire without a finding, on an unread transfer
    on_any: tuple[Rule, ...]  # those that can fire on any leaving transfer
    _known: dict[Kinds, tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    def for_findings(self, findings: Iterable[Classified], important: frozenset[Classified]) -> tuple[Rule, ...]:
        """The rules that speak of some of the findings."""
        kinds = frozenset((found.data_class, found.detector, found in important) for found in findings)
        rules = self._known.get(kinds)
        if rules is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            rules = self._known[kinds] = tuple(rule for rule in self.on_findings if rule.speaks_to(kinds))
        return rules


def rulebook(rules: Iterable[Rule]) -> Rulebook:
    """The book of the rules that are in force."""
    all_rules = tuple(rules)
    return Rulebook(
        all=all_rules,
        on_findings=tuple(rule for rule in all_rules if rule.speaks_of == "findings"),
        on_opaque=tuple(rule for rule in all_rules if rule.speaks_of != "findings"),
        on_any=tuple(rule for rule in all_rules if rule.speaks_of == "any"),
    )
