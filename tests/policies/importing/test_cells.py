"""What a cell means is what a person meant by it."""

from collections.abc import Callable

import pytest

from policies.importing import cells


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-01-02", "2026-01-02"),
        ("2026/1/2", "2026-01-02"),
        ("2026.01.02", "2026-01-02"),
        ("２０２６年１月２日", "2026-01-02"),
        ("20260102", "2026-01-02"),
        ("2026-01-02 00:00:00", "2026-01-02"),
        ("46024", "2026-01-02"),
        ("46024.5", "2026-01-02"),
        ("长期", ""),
    ],
)
def test_a_day_may_be_written_in_the_usual_forms(cell: str, day: str) -> None:
    assert cells.date(cell) == day


@pytest.mark.parametrize("cell", ["1/2/2026", "2026-02-30", "soon", "2026", "2026-13-01"])
def test_a_day_that_can_be_misread_is_none(cell: str) -> None:
    with pytest.raises(ValueError, match="2026-12-31"):
        cells.date(cell)


@pytest.mark.parametrize(
    "cell",
    ["2026-01-01 至 2028-12-31", "2026年1月1日到2028年12月31日", "2026.1.1~2028.12.31", "2026/1/1-2028/12/31",
     "2026-01-01 to 2028-12-31", "2026/1/1——2028/12/31"],
)  # fmt: skip
def test_a_period_is_two_days_in_one_cell(cell: str) -> None:
    assert cells.period(cell) == {"from": "2026-01-01", "to": "2028-12-31"}


def test_a_period_may_be_open() -> None:
    assert cells.period("2026-01-01 至 长期") == {"from": "2026-01-01", "to": ""}
    assert cells.period("2026-01-01 -") == {"from": "2026-01-01", "to": ""}
    with pytest.raises(ValueError, match="not a period"):
        cells.period("three years")


def test_a_list_may_be_parted_in_many_ways() -> None:
    assert cells.texts("甲；乙;丙、丁，戊, 己|庚\n辛;;甲") == list("甲乙丙丁戊己庚辛")
    assert cells.words("a.example  b.example；c.example") == ["a.example", "b.example", "c.example"]


def test_a_range_of_addresses_becomes_prefixes() -> None:
    assert cells.networks("198.51.100.0-198.51.100.9；2001:db8::/32 10.0.0.1") == [
        "198.51.100.0/29", "198.51.100.8/31", "2001:db8::/32", "10.0.0.1",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="not a range of addresses"):
        cells.networks("198.51.100.9-198.51.100.0")


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.count, "20,000", "20000"),
        (cells.count, "2万人", "20000"),
        (cells.count, "0.29 亿", "29000000"),
        (cells.count, "１００人", "100"),
        (cells.size, "500 MB", "500MB"),
        (cells.size, "1,000,000", "1000000"),
        (cells.truth, "是", "true"),
        (cells.truth, "No", "false"),
        (cells.systems, "AS64500、asn64501 64502", ["64500", "64501", "64502"]),
        (cells.code, " Ｔ-2026  001 ", "T-2026 001"),
        (cells.text, "两行\n文字", "两行 文字"),
    ],
)
def test_a_value_is_what_was_meant(read: Callable[[str], object], cell: str, value: object) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(("read", "cell"), [(cells.count, "many"), (cells.count, "0.5"), (cells.truth, "maybe")])
def test_a_value_that_means_nothing_is_refused(read: Callable[[str], object], cell: str) -> None:
    with pytest.raises(ValueError, match="write"):
        read(cell)


def test_names_are_compared_without_looks() -> None:
    assert cells.squeezed(" Security_Assessment ") == cells.squeezed("security assessment")
    assert cells.squeezed("刚果（金）") != cells.squeezed("刚果（布）")
    assert cells.heading("国家（或地区）") == cells.heading("国家") == "国家"
