"""Where a column of addresses is.

The first rule that knows an address decides it:

    1. an override, the longest prefix (also of private ranges)
    2. the IPv4 address inside a transition address takes its place from here on, overrides included
    3. a special range: local, or private and so somebody's own
    4. the databases, the last one given first
    5. nothing: unknown

What a database says of an anycast network keeps its country, but stands outside with low confidence.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.addresses import Address, Words, columns
from geo.answers import anycast_place, network_place, special_place, unknown_place
from geo.border import Border
from geo.explain import Step, explain, network_of
from geo.knowledge import Knowledge
from geo.layers import UNDECIDED, DatabaseLayer, Gazetteer, Qualifier, TableLayer, table_layer
from geo.learned import Numbers
from geo.maxmind import Database
from geo.place import Place
from geo.special import SPECIAL, special_table
from geo.transition import unwrap

__all__ = ["Atlas", "Border", "Located"]

SLICE: Final = 1 << 16
"""Rows decided at a time: bounds the memory a call needs besides its answer."""


@dataclass(frozen=True, slots=True)
class Located:
    """The answers for a column of addresses."""

    jurisdiction: NDArray[np.int8]  # (n,) codes of `Jurisdiction`
    index: Numbers  # (n,) into `Atlas.places`


class Atlas:
    """Where addresses are, as far as is known; built once, and replaced whole when the knowledge changes.

    Nothing is remembered of single addresses, only of records met: memory stays bounded by the
    databases, however many addresses are asked for.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._gazetteer = gazetteer = Gazetteer()
        border, overrides = knowledge.border, knowledge.overrides
        known = [entry.place(border) for entry in overrides.entries]
        special = [special_place(row, border) for row in SPECIAL]
        self._overrides = table_layer(overrides.table, known, gazetteer)
        self._special = table_layer(special_table(), special, gazetteer)
        self._databases = tuple(DatabaseLayer(database, border, gazetteer) for database in knowledge.countries)
        self._unknown = gazetteer.number(unknown_place(knowledge))
        self._qualifiers = (self._anycast(), *map(self._network, knowledge.networks))

    @property
    def places(self) -> list[Place]:
        """The distinct places met so far; it grows, and no number changes its meaning."""
        return self._gazetteer.places

    @property
    def attribution(self) -> tuple[str, ...]:
        """What every report with answers of this atlas must say."""
        return self.knowledge.attribution

    def sources(self, day: date) -> tuple[str, ...]:
        """One line a database: type, build date, age on `day`, SHA-256."""
        return self.knowledge.sources(day)

    def locate(self, high: Words, low: Words) -> Located:
        """The places of (n,) high and (n,) low words; IPv4 addresses are written IPv4-mapped."""
        index = np.empty(len(low), np.int32)
        for start in range(0, len(low), SLICE):
            rows = slice(start, start + SLICE)
            index[rows] = self._decide(high[rows], low[rows])
        return Located(self._gazetteer.jurisdictions(index), index)

    def place(self, address: str) -> Place:
        """Where one address is, with the network its database answers for.

        Raises:
            ValueError: it is not an IP address.
        """
        high, low = columns([address])
        place = self.places[int(self.locate(high, low).index[0])]
        return place if place.network else replace(place, network=network_of(self.knowledge, address))

    def explain(self, address: str) -> list[Step]:
        """Every rule that was tried for an address and what came of it, the conclusion last.

        Raises:
            ValueError: it is not an IP address.
        """
        return explain(self.knowledge, address, self.place(address))

    def _decide(self, high: Words, low: Words) -> Numbers:
        index = self._overrides.numbers_of(high, low)
        high, low, wrapped = unwrap(high, low)
        if wrapped.any():
            _fill(self._overrides, high, low, index)
        _fill(self._special, high, low, index)
        public = np.flatnonzero(index == UNDECIDED)
        if len(public):
            index[public] = self._by_record(high[public], low[public])
        return index

    def _by_record(self, high: Words, low: Words) -> Numbers:
        """Place numbers of public addresses."""
        index = np.full(len(low), UNDECIDED, np.int32)
        for layer in self._databases:
            _fill(layer, high, low, index)
        index[index == UNDECIDED] = self._unknown
        for qualifier in self._qualifiers:
            index = qualifier.numbers_of(high, low, index)
        return index

    def _anycast(self) -> Qualifier:
        networks = self.knowledge.anycast.networks

        def qualify(place: Place, value: int, _address: Address) -> Place:
            return anycast_place(place, networks[value - 1].operator)

        return Qualifier(self.knowledge.anycast.table, qualify, self._gazetteer)

    def _network(self, database: Database) -> Qualifier:
        def qualify(place: Place, _value: int, address: Address) -> Place:
            return network_place(place, database.lookup(address)[0])

        return Qualifier(database.tree, qualify, self._gazetteer)


def _fill(layer: TableLayer | DatabaseLayer, high: Words, low: Words, index: Numbers) -> None:
    """Let a layer answer the rows nobody has decided yet."""
    rows = np.flatnonzero(index == UNDECIDED)
    if len(rows):
        index[rows] = layer.numbers_of(high[rows], low[rows])
