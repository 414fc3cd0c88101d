"""Layers answer whole columns, and a gazetteer keeps each place once."""

import ipaddress
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from geo.addresses import Address, columns
from geo.border import Border
from geo.layers import UNDECIDED, DatabaseLayer, Gazetteer, Qualifier, table_layer
from geo.maxmind import Database
from geo.place import Jurisdiction, Place
from geo.prefixes import prefix_table

HERE = Place("CN", "", Jurisdiction.MAINLAND, "high", "test")
THERE = Place("JP", "", Jurisdiction.OUTSIDE, "high", "test")
CHINA: dict[str, Any] = {"country": {"iso_code": "CN"}}


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer()


def test_equal_places_have_one_number(gazetteer: Gazetteer) -> None:
    assert [gazetteer.number(place) for place in (HERE, THERE, HERE)] == [0, 1, 0]
    assert gazetteer.places == [HERE, THERE]


def test_jurisdictions_follow_places_that_came_later(gazetteer: Gazetteer) -> None:
    gazetteer.number(HERE)
    first = gazetteer.jurisdictions(np.array([0], np.int32)).tolist()
    gazetteer.number(THERE)
    assert (first, gazetteer.jurisdictions(np.array([1, 0], np.int32)).tolist()) == ([0], [1, 0])


def test_a_table_answers_its_networks_and_nothing_else(gazetteer: Gazetteer) -> None:
    tree = prefix_table([ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("10.1.0.0/16")])
    layer = table_layer(tree, [HERE, THERE], gazetteer)
    assert layer.numbers_of(*columns(["10.1.1.1", "10.2.1.1", "11.0.0.1"])).tolist() == [1, 0, UNDECIDED]


def test_a_database_leaves_open_what_has_no_country(
    gazetteer: Gazetteer, make_database: Callable[..., Database]
) -> None:
    database = make_database({"1.0.0.0/8": CHINA, "2.0.0.0/8": {"traits": {}}})
    numbers = DatabaseLayer(database, Border(), gazetteer).numbers_of(*columns(["1.1.1.1", "2.2.2.2", "3.3.3.3"]))
    assert numbers.tolist() == [0, UNDECIDED, UNDECIDED]
    assert gazetteer.places[0].country == "CN"


def test_a_record_damaged_after_opening_is_unknown_and_says_so(
    gazetteer: Gazetteer, make_database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = make_database({"1.0.0.0/8": CHINA})

    def damaged(*_: object) -> None:
        raise IndexError

    monkeypatch.setattr(type(database.data.decoder), "decode", damaged)
    (number,) = DatabaseLayer(database, Border(), gazetteer).numbers_of(*columns(["1.1.1.1"])).tolist()
    assert gazetteer.places[number].jurisdiction is Jurisdiction.UNKNOWN
    assert gazetteer.places[number].note == "the record is damaged"


def test_a_qualifier_changes_only_what_its_table_holds(gazetteer: Gazetteer) -> None:
    def qualify(place: Place, value: int, address: Address) -> Place:
        assert (place, value, str(address)) == (HERE, 1, "1.1.1.1")
        return THERE

    numbers = np.array([gazetteer.number(HERE)] * 2, np.int32)
    qualifier = Qualifier(prefix_table([ipaddress.ip_network("1.1.1.0/24")]), qualify, gazetteer)
    assert qualifier.numbers_of(*columns(["1.1.1.1", "1.1.2.1"]), numbers).tolist() == [1, 0]
    assert numbers.tolist() == [0, 0]
