"""Overrides: what the operator knows better than any database, private ranges abroad above all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from geo.addresses import Network
from geo.border import Border
from geo.place import Jurisdiction, Place
from geo.prefixes import prefix_tree
from geo.tree import Tree


@dataclass(frozen=True, slots=True)
class Override:
    """One network and where it is.

    `country` is an ISO 3166-1 alpha-2 code; "" with no `jurisdiction` says the network cannot be
    placed. `jurisdiction` overrules what the border makes of the country. `until` is the last day it
    counts. `origin` says where it was written ("offices.csv:3").
    """

    network: Network
    country: str = ""
    jurisdiction: Jurisdiction | None = None
    name: str = ""
    note: str = ""
    until: date | None = None
    origin: str = ""

    def place(self, border: Border) -> Place:
        """The answer for every address of the network."""
        source = f"override {self.network}" + (f" ({self.origin})" if self.origin else "")
        note = "; ".join(filter(None, (self.name, self.note)))
        return Place(self.country, "", self._side(border), "high", source, str(self.network), note)

    def _side(self, border: Border) -> Jurisdiction:
        if self.jurisdiction is not None:
            return self.jurisdiction
        return border.side(self.country) if self.country else Jurisdiction.UNKNOWN

    @property
    def answer(self) -> tuple[str, Jurisdiction | None]:
        """What two overrides of one network must agree on."""
        return self.country, self.jurisdiction


def contradictions(entries: Iterable[Override]) -> list[str]:
    """One sentence for each network that two entries of one table place differently."""
    first: dict[Network, Override] = {}
    found = []
    for entry in entries:
        earlier = first.setdefault(entry.network, entry)
        if earlier.answer != entry.answer:
            where = f"{earlier.origin} and {entry.origin}" if entry.origin else "two entries"
            found.append(f"{entry.network} is placed differently by {where}")
    return found


@dataclass(frozen=True, slots=True)
class Overrides:
    """A table of overrides: the longest prefix decides, of equal ones the last."""

    entries: tuple[Override, ...] = ()
    tree: Tree = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tree = prefix_tree(entry.network for entry in self.entries)
        object.__setattr__(self, "tree", tree)


def in_force(entries: Sequence[Override], day: date) -> tuple[Override, ...]:
    """The entries that count on a day."""
    return tuple(entry for entry in entries if entry.until is None or day <= entry.until)
