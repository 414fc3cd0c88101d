"""Numbers as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.quantities import count, moments, share, shorten, volume


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1.00 kB"), (12_345, "12.3 kB"), (999_600, "1.00 MB"), (5 * 10**11, "500 GB")],
)
def test_volumes_have_three_digits(size: int, text: str) -> None:
    assert volume(size) == text


@given(st.integers(0, 2**63))
def test_a_volume_is_never_off_by_more_than_its_last_digit(size: int) -> None:
    number, unit = volume(size).split()
    scale = 1000 ** ("B", "kB", "MB", "GB", "TB", "PB").index(unit)
    assert abs(float(number) * scale - size) <= max(scale / 2, size / 100)


def test_only_nothing_and_all_are_nought_and_a_hundred_percent() -> None:
    assert [share(part, 10**6) for part in (0, 1, 500_000, 999_999, 10**6)] == [
        "0 %",
        "0.1 %",
        "50.0 %",
        "99.9 %",
        "100 %",
    ]
    assert share(0, 0) == "–"


def test_groups_and_long_names() -> None:
    assert count(1234567) == "1,234,567"
    assert shorten("a" * 34) == "a" * 34
    assert shorten("a" * 40 + "b" * 40) == "a" * 17 + "…" + "b" * 16


def test_times_are_written_in_the_zone_of_the_processor() -> None:
    assert moments("Asia/Shanghai")(1_790_000_000_000_000_000) == "2026-09-21 22:13:20 +08:00"
    assert moments("no/such/zone")(0) == "1970-01-01 00:00:00 +00:00"
    assert moments("../../etc/passwd")(0).endswith("+00:00")
