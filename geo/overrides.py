"""Overrides: what the operator knows better than any database, private ranges abroad above all."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from geo.addresses import Network
from geo.border import Border
from geo.place import Jurisdiction, Place
from geo.prefixes import PrefixTable, prefix_table
from geo.special import is_private


class WrittenOverride(Protocol):
    """An override as a policy file writes it; every field is text, "" where not given."""

    @property
    def cidr(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def jurisdiction(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def until(self) -> str: ...


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
        jurisdiction = self._side(border)
        confidence = "low" if jurisdiction is Jurisdiction.UNKNOWN else "high"
        return Place(self.country, "", jurisdiction, confidence, source, str(self.network), note)

    def _side(self, border: Border) -> Jurisdiction:
        if self.jurisdiction is not None:
            return self.jurisdiction
        return border.side(self.country) if self.country else Jurisdiction.UNKNOWN

    def is_valid(self, day: date) -> bool:
        """Whether it still counts on a day."""
        return self.until is None or day <= self.until

    def matters(self, day: date) -> bool:
        """Whether it changes an answer on a day: while valid, and for private space ever after."""
        return self.is_valid(day) or is_private(self.network)

    def lapsed(self) -> "Override":
        """What is left of it when it has run out."""
        note = f"the override ran out on {self.until}"
        return replace(self, country="", jurisdiction=Jurisdiction.UNKNOWN, note=note)

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
    table: PrefixTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        table = prefix_table(entry.network for entry in self.entries)
        object.__setattr__(self, "table", table)


def in_force(entries: Iterable[Override], day: date) -> tuple[Override, ...]:
    """The entries that count on a day.

    One that has run out is dropped; if it was for private space, that is unknown from then on: to call
    it home again would hide exports.
    """
    return tuple(entry if entry.is_valid(day) else entry.lapsed() for entry in entries if entry.matters(day))


def read_overrides(entries: Iterable[WrittenOverride], origin: str) -> tuple[Override, ...]:
    """Overrides from their written form.

    Raises:
        ValueError: a prefix, a jurisdiction or a day is none.
    """
    return tuple(_read(entry, origin) for entry in entries)


def _read(entry: WrittenOverride, origin: str) -> Override:
    return Override(
        ipaddress.ip_network(entry.cidr),
        entry.country,
        jurisdiction_of(entry.jurisdiction),
        entry.name,
        entry.note,
        date.fromisoformat(entry.until) if entry.until else None,
        origin,
    )


def jurisdiction_of(label: str) -> Jurisdiction | None:
    """The jurisdiction with a label, None for "".

    Raises:
        ValueError: no jurisdiction has it.
    """
    if not label:
        return None
    for jurisdiction in Jurisdiction:
        if jurisdiction.label == label:
            return jurisdiction
    raise ValueError(f"{label!r} is no jurisdiction; write one of {', '.join(j.label for j in Jurisdiction)}")
