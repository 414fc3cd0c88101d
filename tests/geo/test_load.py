"""Files are told apart by content, stacked in order, and every fault is named."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo.border import Border
from geo.load import DatabaseMissing, open_atlas
from geo.overrides import read_overrides
from geo.place import Jurisdiction

Write = Callable[..., bytes]
CHINA: dict[str, Any] = {"country": {"iso_code": "CN"}}
JAPAN: dict[str, Any] = {"country": {"iso_code": "JP"}}
DAY = date(2026, 7, 1)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def written(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


@pytest.mark.parametrize(
    ("address", "country", "jurisdiction"),
    [
        ("114.114.114.114", "CN", Jurisdiction.MAINLAND),
        ("2408:8000::1", "CN", Jurisdiction.MAINLAND),
        ("168.95.1.1", "TW", Jurisdiction.OUTSIDE),
        ("60.246.0.1", "MO", Jurisdiction.OUTSIDE),
        ("18.162.0.1", "HK", Jurisdiction.OUTSIDE),
        ("8.8.8.8", "US", Jurisdiction.OUTSIDE),
        ("119.29.29.29", "SG", Jurisdiction.DISPUTED),
        ("10.1.2.3", "", Jurisdiction.MAINLAND),
        ("3000::1", "", Jurisdiction.UNKNOWN),
        ("::1", "", Jurisdiction.LOCAL),
    ],
)
def test_the_embedded_database_places_well_known_addresses(
    address: str, country: str, jurisdiction: Jurisdiction
) -> None:
    place = open_atlas().place(address)
    assert (place.country, place.jurisdiction) == (country, jurisdiction)


def test_the_embedded_database_is_attributed() -> None:
    assert any("IP Geolocation by DB-IP" in sentence for sentence in open_atlas().attribution)


def test_a_country_database_takes_the_place_of_the_embedded_one(file: Callable[..., Path], write_mmdb: Write) -> None:
    atlas = open_atlas([file("any.name", write_mmdb({"114.114.0.0/16": JAPAN}))])
    assert atlas.place("114.114.114.114").country == "JP"
    assert atlas.place("168.95.1.1").jurisdiction is Jurisdiction.UNKNOWN


def test_an_asn_database_stands_beside_the_embedded_one(file: Callable[..., Path], write_mmdb: Write) -> None:
    record = {"autonomous_system_number": 64496, "autonomous_system_organization": "Example"}
    place = open_atlas([file("asn.mmdb", write_mmdb({"114.0.0.0/8": record}))]).place("114.114.114.114")
    assert (place.country, place.asn, place.organisation) == ("CN", 64496, "Example")


def test_the_database_given_last_is_asked_first(file: Callable[..., Path], write_mmdb: Write) -> None:
    first = file("first.mmdb", write_mmdb({"8.0.0.0/8": JAPAN}, kind="First"))
    last = file("last.mmdb", write_mmdb({"8.8.0.0/16": CHINA}, kind="Last"))
    atlas = open_atlas([first, last])
    assert atlas.place("8.8.8.8").source == "Last 2026-06-01"
    assert atlas.place("8.9.9.9").source == "First 2026-06-01"


def test_a_geofeed_overrides_the_embedded_database(file: Callable[..., Path]) -> None:
    feed = file("offices.csv", b"10.80.0.0/16,HK,,Central,\n114.114.114.0/24,SG\n")
    atlas = open_atlas([feed])
    assert atlas.place("10.80.1.1").jurisdiction is Jurisdiction.OUTSIDE
    assert atlas.place("10.81.1.1").jurisdiction is Jurisdiction.MAINLAND
    assert atlas.place("114.114.114.114").source == f"override 114.114.114.0/24 ({feed}:2)"
    assert atlas.place("114.114.115.1").country == "CN"


def test_of_equal_prefixes_the_policys_counts(file: Callable[..., Path]) -> None:
    class Written:
        cidr, country, jurisdiction, name, note, until = "10.80.0.0/16", "US", "", "", "", ""

    overrides = read_overrides([Written()], "policy example")
    atlas = open_atlas([file("offices.csv", b"10.80.0.0/16,HK\n")], overrides=overrides)
    assert atlas.place("10.80.1.1").source == "override 10.80.0.0/16 (policy example)"


def test_an_override_that_has_run_out_no_longer_counts() -> None:
    class Written:
        cidr, country, jurisdiction, name, note, until = "8.8.8.0/24", "CN", "", "", "", "2026-06-30"

    overrides = read_overrides([Written()], "policy example")
    assert open_atlas(overrides=overrides, day=DAY).place("8.8.8.8").country == "US"
    assert open_atlas(overrides=overrides).place("8.8.8.8").country == "CN"


def test_a_border_can_leave_private_space_unknown() -> None:
    assert open_atlas(border=Border(private_default="unknown")).place("10.1.2.3").jurisdiction is Jurisdiction.UNKNOWN


def test_every_bad_file_is_named(file: Callable[..., Path], tmp_path: Path) -> None:
    paths = [tmp_path / "missing.mmdb", file("noise.mmdb", b"\xff\xfe\xfd" * 9), file("feed.csv", b"nowhere,HK\n")]
    with pytest.raises(DatabaseMissing) as caught:
        open_atlas([*paths, file("empty.csv", b"\n")])
    lines = str(caught.value).splitlines()
    assert [line.split("  ")[0].rsplit("/")[-1] for line in lines] == [
        "missing.mmdb",
        "noise.mmdb",
        "feed.csv:1",
        "empty.csv",
    ]


def test_a_long_list_of_problems_is_cut(file: Callable[..., Path]) -> None:
    with pytest.raises(DatabaseMissing) as caught:
        open_atlas([file("feed.csv", b"nowhere,HK\n" * 500)])
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert lines[-1].endswith("and 480 problems more")
