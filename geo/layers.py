"""Layers: each asks one source of knowledge about a whole column of addresses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.addresses import Address, Words, address_of
from geo.answers import damaged_place, record_place
from geo.border import Border
from geo.learned import Learned, Numbers
from geo.maxmind import Database
from geo.place import Place
from geo.prefixes import PrefixTable
from geo.tree import Tree

UNDECIDED: Final = -1
"""Stands where a place number would: the layer knows nothing of the address."""


class Gazetteer:
    """The distinct places met so far, each with a number that never changes."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self._numbers: dict[Place, int] = {}
        self._jurisdictions = np.empty(0, np.int8)

    def number(self, place: Place) -> int:
        """The place's number, given now if it is new."""
        number = self._numbers.setdefault(place, len(self.places))
        if number == len(self.places):
            self.places.append(place)
        return number

    def jurisdictions(self, numbers: Numbers) -> NDArray[np.int8]:
        """(n,) codes of `Jurisdiction` for (n,) place numbers."""
        new = self.places[len(self._jurisdictions) :]
        if new:
            self._jurisdictions = np.append(self._jurisdictions, np.array([p.jurisdiction for p in new], np.int8))
        return self._jurisdictions[numbers]


@dataclass(frozen=True, slots=True)
class TableLayer:
    """A table of networks, each with its place."""

    table: PrefixTable
    numbers: Numbers  # (1 + networks,): UNDECIDED first, then each network's place

    def numbers_of(self, high: Words, low: Words) -> Numbers:
        """(n,) place number of the longest network that holds each address, or UNDECIDED."""
        return self.numbers[self.table.find(high, low)]


def table_layer(table: PrefixTable, places: Sequence[Place], gazetteer: Gazetteer) -> TableLayer:
    """A layer over a table whose i-th network has the i-th place."""
    return TableLayer(table, np.array([UNDECIDED, *map(gazetteer.number, places)], np.int32))


@dataclass(frozen=True, slots=True)
class DatabaseLayer:
    """A country database; a record is decoded the first time one of its addresses is met."""

    database: Database
    border: Border
    gazetteer: Gazetteer
    learned: Learned = field(default_factory=Learned)

    def numbers_of(self, high: Words, low: Words) -> Numbers:
        """(n,) place number of each address, UNDECIDED where the database has no country for it."""
        values = self.database.tree.find(high, low).astype(np.uint64)
        return self.learned.numbers_of(values, lambda row: self._learn(_address(high, low, row)))

    def _learn(self, address: Address) -> int:
        record, _ = self.database.lookup(address)
        title = self.database.provenance.title
        if record.damaged:
            return self.gazetteer.number(damaged_place(title, self.border))
        if not record.has_country:
            return UNDECIDED
        return self.gazetteer.number(record_place(record, title, self.border))


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A table that adds to answers others gave: `qualify(place, value, address)` makes the new place."""

    table: Tree | PrefixTable
    qualify: Callable[[Place, int, Address], Place]
    gazetteer: Gazetteer
    learned: Learned = field(default_factory=Learned)

    def numbers_of(self, high: Words, low: Words, numbers: Numbers) -> Numbers:
        """(n,) place numbers, changed where the table holds the address."""
        values = self.table.find(high, low)
        rows = np.flatnonzero(values)
        if not len(rows):
            return numbers
        keys = numbers[rows].astype(np.uint64) << np.uint64(32) | values[rows]

        def learn(row: int) -> int:
            at = int(rows[row])
            place = self.gazetteer.places[int(numbers[at])]
            return self.gazetteer.number(self.qualify(place, int(values[at]), _address(high, low, at)))

        qualified = numbers.copy()
        qualified[rows] = self.learned.numbers_of(keys, learn)
        return qualified


def _address(high: Words, low: Words, row: int) -> Address:
    return address_of(int(high[row]), int(low[row]))
