"""Legal bases as dated data: an incident cites the text in force on its own day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """An article of law. Days are ISO 8601, both included; "" is open."""

    id: str
    first: str = ""
    last: str = ""
    replaced_by: str = ""

    def holds(self, day: str) -> bool:
        """Whether the article is in force on the day."""
        return self.first <= day and (not self.last or day <= self.last)


def in_force(wanted: Iterable[str], bases: Mapping[str, Basis], day: str) -> tuple[str, ...]:
    """The ids to cite on the day: each wanted one, or the text that stood or stands in its place, or nothing."""
    cited = (_at(bases[name], bases, day) for name in wanted if name in bases)
    return tuple(dict.fromkeys(name for name in cited if name))


def _at(basis: Basis, bases: Mapping[str, Basis], day: str) -> str:
    seen: set[str] = set()
    while basis.id not in seen:
        if basis.holds(day):
            return basis.id
        seen.add(basis.id)
        later = basis.last != "" and day > basis.last
        basis = (_successor if later else _predecessor)(basis, bases) or basis
    return ""


def _successor(basis: Basis, bases: Mapping[str, Basis]) -> Basis | None:
    return bases.get(basis.replaced_by)


def _predecessor(basis: Basis, bases: Mapping[str, Basis]) -> Basis | None:
    return next((other for other in bases.values() if other.replaced_by == basis.id), None)
