"""The build script joins its inputs without loss, and gives the same bytes each time."""

import argparse
import io
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import maxminddb
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("mmdb_writer", reason="the dependency group geodata is not installed")
SCRIPT: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "build_geo_database.py"))
CANARIES = {
    "114.114.114.0/24": "CN",
    "168.95.1.0/24": "TW",
    "8.8.8.0/24": "US",
    "2408:8000::/32": "CN",
}

tables = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3), st.sampled_from(["CN", "HK", "US"])), max_size=8)


def ranges(rows: list[tuple[int, int, str]]) -> Any:
    """Disjoint ranges from widths, gaps before them, and countries."""
    table, at = SCRIPT["Ranges"](), 0
    for width, gap, country in rows:
        table.add(at + gap, at + gap + width - 1, country)
        at += gap + width
    return table


@given(tables, tables)
def test_an_overlay_says_of_every_address_what_both_tables_say(
    host_rows: list[tuple[int, int, str]], registry_rows: list[tuple[int, int, str]]
) -> None:
    host, registry = ranges(host_rows), ranges(registry_rows)
    joined = {
        address: pair for first, last, pair in SCRIPT["overlay"](host, registry) for address in range(first, last + 1)
    }
    assert joined == {
        address: (host.at(address), registry.at(address))
        for address in range(70)
        if host.at(address) or registry.at(address)
    }


def test_overlapping_ranges_are_refused() -> None:
    table = ranges([(5, 0, "CN")])
    with pytest.raises(ValueError, match="overlaps"):
        table.add(3, 9, "US")


@pytest.fixture
def inputs(tmp_path: Path, write_mmdb: Callable[..., bytes]) -> argparse.Namespace:
    hosts = {prefix: {"country_code": country} for prefix, country in CANARIES.items()}
    hosts |= {"114.114.115.0/24": {"country_code": "ZZ"}, "2002::/16": {"country_code": "US"}}
    (tmp_path / "dbip.mmdb").write_bytes(write_mmdb(hosts))
    four = ("8.0.0.0,8.255.255.255,US", "114.0.0.0,114.255.255.255,CN", "168.95.0.0,168.95.255.255,TW")
    (tmp_path / "rir4.csv").write_text("\n".join(four))
    (tmp_path / "rir6.csv").write_text("2408:8000::,2408:8fff:ffff:ffff:ffff:ffff:ffff:ffff,CN\n")
    return argparse.Namespace(
        dbip=tmp_path / "dbip.mmdb", rir4=tmp_path / "rir4.csv", rir6=tmp_path / "rir6.csv", output=tmp_path / "a.mmdb"
    )


def test_the_same_inputs_give_the_same_bytes(inputs: argparse.Namespace, tmp_path: Path) -> None:
    SCRIPT["build"](inputs)
    first = inputs.output.read_bytes()
    inputs.output = tmp_path / "b.mmdb"
    SCRIPT["build"](inputs)
    assert inputs.output.read_bytes() == first


def test_both_fields_are_joined_and_codes_of_no_country_left_out(inputs: argparse.Namespace) -> None:
    SCRIPT["build"](inputs)
    reader = maxminddb.open_database(io.BytesIO(inputs.output.read_bytes()), maxminddb.MODE_FD)
    assert reader.get("114.114.115.1") == {"registered_country": {"iso_code": "CN"}}
    assert reader.get("2408:8000::1") == {"country": {"iso_code": "CN"}, "registered_country": {"iso_code": "CN"}}
    assert [reader.get(address) for address in ("2002::1", "9.9.9.9")] == [None, None]
