"""The list of anycast networks is read, and the shipped one is sound."""

from pathlib import Path

import pytest

from geo.addresses import columns
from geo.anycast import read_anycast

SHIPPED = Path(__file__).parents[2] / "geo" / "data" / "anycast.csv"


def test_a_row_is_a_prefix_and_its_operator() -> None:
    known = read_anycast(["# a comment, with a comma", "192.0.2.0/24,Example"])
    assert [(str(row.network), row.operator) for row in known.networks] == [("192.0.2.0/24", "Example")]


@pytest.mark.parametrize(
    ("address", "operator"),
    [
        ("1.1.1.1", "Cloudflare"),
        ("104.16.0.1", "Cloudflare"),
        ("2606:4700:4700::1111", "Cloudflare"),
        ("9.9.9.9", "Quad9"),
        ("114.114.114.114", ""),
    ],
)
def test_the_shipped_list_knows_an_address(address: str, operator: str) -> None:
    known = read_anycast(SHIPPED.read_text().splitlines())
    number = int(known.table.find(*columns([address]))[0])
    assert (known.networks[number - 1].operator if number else "") == operator
