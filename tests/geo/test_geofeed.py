"""Geofeeds are read as RFC 8805 writes them, and every fault of one is named."""

from hypothesis import given
from hypothesis import strategies as st

from geo.geofeed import read_geofeed


def test_the_examples_of_the_rfc_are_read() -> None:
    text = "# asn = AS64496\n\n192.0.2.0/25,US,US-AL,,\n192.0.2.5,US,US-AL,Alabaster,\n2001:db8::/32,PL,,,\n"
    entries, problems = read_geofeed(text, "feed.csv")
    assert problems == []
    assert [(str(entry.network), entry.country) for entry in entries] == [
        ("192.0.2.0/25", "US"),
        ("192.0.2.5/32", "US"),
        ("2001:db8::/32", "PL"),
    ]


def test_an_entry_says_where_it_was_written() -> None:
    entries, _ = read_geofeed("# offices\n10.1.0.0/16,HK\n", "offices.csv")
    assert entries[0].origin == "offices.csv:2"


def test_region_and_city_name_the_network() -> None:
    entries, _ = read_geofeed("10.1.0.0/16,us,US-NY,New York,\r\n", "f")
    assert (entries[0].country, entries[0].name) == ("US", "US-NY, New York")


def test_a_byte_order_mark_and_a_comment_behind_an_entry_are_skipped() -> None:
    entries, problems = read_geofeed("\ufeff10.1.0.0/16,HK # the branch\n", "f")
    assert (len(entries), problems) == (1, [])


def test_an_empty_country_asks_not_to_be_placed() -> None:
    entries, problems = read_geofeed("198.51.100.0/24,,,,\n", "f")
    assert (entries[0].country, problems) == ("", [])


def test_every_fault_is_named_with_its_line() -> None:
    text = "10.0.0.0/8,HK\n10.1.2.3/16,HK\nnowhere,HK\n10.2.0.0/16,Hong Kong\n10.3.0.0/16\n"
    _, problems = read_geofeed(text, "f")
    assert [problem.split("  ")[0] for problem in problems] == ["f:2", "f:3", "f:4", "f:5"]
    assert "write 10.1.0.0/16" in problems[0]


def test_two_answers_for_one_network_are_a_fault() -> None:
    _, problems = read_geofeed("10.0.0.0/8,HK\n10.0.0.0/8,US\n", "f")
    assert problems == ["f  10.0.0.0/8 is placed differently by f:1 and f:2"]


def test_the_same_answer_twice_is_none() -> None:
    assert read_geofeed("10.0.0.0/8,HK\n10.0.0.0/8,HK\n", "f")[1] == []


@given(st.text(max_size=200))
def test_no_text_raises_and_every_line_is_an_entry_or_a_fault(text: str) -> None:
    entries, problems = read_geofeed(text, "f")
    assert len(entries) + len(problems) <= 2 * len(text.splitlines())
    assert all(problem.startswith("f") for problem in problems)
