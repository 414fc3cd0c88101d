"""A database is opened whole, or refused in one sentence; hostile bytes do nothing else."""

import ipaddress
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.maxmind import Database, DatabaseMissing, is_database, read_database
from geo.records import Record

BAD = sorted((Path(__file__).parents[3] / "shared" / "captures" / "mmdb" / "bad-data").glob("*/*.mmdb"))
Write = Callable[..., bytes]
CHINA: dict[str, Any] = {"country": {"iso_code": "CN"}}


def refusal(content: bytes) -> str:
    with pytest.raises(DatabaseMissing) as caught:
        read_database(content, "f.mmdb")
    return str(caught.value)


def opened(content: bytes) -> Database | DatabaseMissing:
    try:
        return read_database(content, "f.mmdb")
    except DatabaseMissing as problem:
        return problem


def test_a_database_knows_what_it_is(make_database: Callable[..., Database]) -> None:
    database = make_database({"1.2.3.0/24": CHINA}, kind="GeoLite2-Country")
    assert (database.provenance.type, database.provenance.built) == ("GeoLite2-Country", date(2026, 6, 1))
    assert (database.has_countries, database.has_networks) == (True, False)
    assert len(database.provenance.sha256) == 64


def test_an_asn_database_has_networks_only(make_database: Callable[..., Database]) -> None:
    database = make_database({"1.2.3.0/24": {"autonomous_system_number": 64496}})
    assert (database.has_countries, database.has_networks) == (False, True)


def test_a_lookup_gives_the_record_and_its_prefix(make_database: Callable[..., Database]) -> None:
    database = make_database({"1.2.3.0/24": CHINA})
    assert database.lookup(ipaddress.ip_address("1.2.3.4")) == (Record("CN"), 24)
    assert database.lookup(ipaddress.ip_address("1.2.4.4"))[0] == Record()


def test_an_ipv4_database_says_nothing_of_ipv6(make_database: Callable[..., Database]) -> None:
    database = make_database({"1.2.3.0/24": CHINA}, ip_version=4)
    assert database.lookup(ipaddress.ip_address("2400::1")) == (Record(), 0)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"built": 2**64 - 1}, "the build time is not a time"),
        ({"kind": "evil\x1b[2J"}, "no printable type"),
        ({"record_size": 24, "node_count": 10**9}, "search tree"),
        ({"node_count": "many"}, "f.mmdb  is not a usable"),
        ({"ip_version": 5}, "IP version 5"),
        ({"unexpected\x1b": "x"}, "unexpected"),
    ],
)
def test_metadata_that_lies_is_refused(write_mmdb: Write, options: dict[str, Any], reason: str) -> None:
    assert reason in refusal(write_mmdb({"1.2.3.0/24": CHINA}, **options))


def test_a_refusal_has_no_control_characters(write_mmdb: Write) -> None:
    assert refusal(write_mmdb({"1.2.3.0/24": CHINA}, **{"a\x1b[31m": "x"})).isprintable()


def test_a_database_without_countries_and_networks_is_refused(write_mmdb: Write) -> None:
    assert "no record names a country or a network" in refusal(write_mmdb({"1.2.3.0/24": {"ip": "x"}}))


def test_a_damaged_record_is_refused_on_opening(write_mmdb: Write) -> None:
    content = write_mmdb({"1.2.3.0/24": CHINA, "2.0.0.0/8": {"country": {"iso_code": "US"}}})
    assert "not a usable MaxMind DB" in refusal(content.replace(b"\x42US", b"\xffUS"))


@pytest.mark.skipif(not BAD, reason="MaxMind's bad databases are not beside the project")
@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_database_is_refused_at_once(path: Path) -> None:
    began = time.process_time()
    assert refusal(path.read_bytes()).startswith("f.mmdb  is not a usable MaxMind DB file: ")
    assert time.process_time() - began < 5


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_refused(content: bytes) -> None:
    assert refusal(content).startswith("f.mmdb  is not a usable MaxMind DB file: ")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_mutated_database_opens_or_is_refused(write_mmdb: Write, data: st.DataObject) -> None:
    content = bytearray(
        write_mmdb({"1.2.3.0/24": CHINA, "2400::/32": CHINA}, record_size=data.draw(st.sampled_from([24, 28, 32])))
    )
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    outcome = opened(bytes(content[:cut]))
    if isinstance(outcome, Database):
        assert outcome.has_countries or outcome.has_networks
        assert isinstance(outcome.lookup(ipaddress.ip_address("1.2.3.4"))[0], Record)
    else:
        assert str(outcome).isprintable()


def test_a_database_is_told_by_its_content(write_mmdb: Write) -> None:
    assert is_database(write_mmdb({"1.2.3.0/24": CHINA}))
    assert not is_database(b"10.0.0.0/8,HK\n")
