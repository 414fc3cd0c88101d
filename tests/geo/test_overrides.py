"""Overrides decide by longest prefix, run out, and never turn private space home again."""

import ipaddress
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from geo.addresses import columns
from geo.border import Border
from geo.overrides import Override, Overrides, contradictions, in_force, jurisdiction_of, read_overrides
from geo.place import Jurisdiction

DAY = date(2026, 7, 1)


def override(network: str, country: str = "", **more: Any) -> Override:
    return Override(ipaddress.ip_network(network), country, **more)


@dataclass(frozen=True)
class Written:
    cidr: str
    country: str = ""
    jurisdiction: str = ""
    name: str = ""
    note: str = ""
    until: str = ""


def test_the_place_of_an_override_names_it() -> None:
    place = override("10.80.0.0/16", "HK", name="branch", note="by IEPL", origin="offices.csv:3").place(Border())
    assert (place.country, place.jurisdiction, place.confidence) == ("HK", Jurisdiction.OUTSIDE, "high")
    assert place.source == "override 10.80.0.0/16 (offices.csv:3)"
    assert (place.network, place.note) == ("10.80.0.0/16", "branch; by IEPL")


@pytest.mark.parametrize(
    ("entry", "jurisdiction"),
    [
        (override("8.8.8.0/24", "CN"), Jurisdiction.MAINLAND),
        (override("8.8.8.0/24", "TW"), Jurisdiction.OUTSIDE),
        (override("8.8.8.0/24"), Jurisdiction.UNKNOWN),
        (override("8.8.8.0/24", jurisdiction=Jurisdiction.MAINLAND), Jurisdiction.MAINLAND),
        (override("8.8.8.0/24", "CN", jurisdiction=Jurisdiction.OUTSIDE), Jurisdiction.OUTSIDE),
    ],
)
def test_the_country_or_the_jurisdiction_decides(entry: Override, jurisdiction: Jurisdiction) -> None:
    assert entry.place(Border()).jurisdiction is jurisdiction


def test_the_longest_prefix_wins() -> None:
    table = Overrides((override("10.1.0.0/16", "US"), override("10.0.0.0/8", "HK")))
    assert table.table.find(*columns(["10.1.2.3", "10.2.2.3", "11.0.0.0"])).tolist() == [1, 2, 0]


def test_of_equal_prefixes_the_last_wins() -> None:
    table = Overrides((override("10.0.0.0/8", "HK"), override("10.0.0.0/8", "US")))
    assert table.table.find(*columns(["10.2.2.3"])).tolist() == [2]


def test_an_override_counts_to_the_end_of_its_last_day() -> None:
    entry = override("8.8.8.0/24", "CN", until=DAY)
    assert in_force([entry], DAY) == (entry,)
    assert in_force([entry], date(2026, 7, 2)) == ()


def test_private_space_is_unknown_when_its_override_has_run_out() -> None:
    (entry,) = in_force([override("10.80.0.0/16", "HK", until=DAY)], date(2026, 7, 2))
    place = entry.place(Border())
    assert (place.jurisdiction, place.confidence) == (Jurisdiction.UNKNOWN, "low")
    assert place.note == "the override ran out on 2026-07-01"


def test_different_answers_for_one_network_contradict_each_other() -> None:
    entries = [override("10.0.0.0/8", "HK"), override("10.0.0.0/8", "US"), override("10.0.0.0/9", "US")]
    assert contradictions(entries) == ["10.0.0.0/8 is placed differently by two entries"]


def test_a_written_override_is_read() -> None:
    written = Written("10.90.0.0/16", "US", name="New York", note="by IPsec", until="2027-03-01")
    (entry,) = read_overrides([written], "policy example")
    assert entry == override(
        "10.90.0.0/16", "US", name="New York", note="by IPsec", until=date(2027, 3, 1), origin="policy example"
    )


def test_a_written_jurisdiction_is_read_by_its_label() -> None:
    (entry,) = read_overrides([Written("8.8.8.0/24", jurisdiction="mainland")], "policy")
    assert entry.jurisdiction is Jurisdiction.MAINLAND


def test_a_label_of_no_jurisdiction_is_refused() -> None:
    with pytest.raises(ValueError, match="write one of mainland, outside"):
        jurisdiction_of("inland")
