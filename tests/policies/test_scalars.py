"""Single values have one canonical form, or the message says what to write."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import scalars


def test_days_compare_in_the_order_of_time() -> None:
    assert scalars.day("2026-09-30") < scalars.day("2026-10-01")


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "01.02.2026", "", "tomorrow"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="2026-12-31"):
        scalars.day(text)


def test_a_prefix_with_host_bits_offers_the_right_one() -> None:
    with pytest.raises(ValueError, match=r'did you mean "10\.80\.0\.0/16"'):
        scalars.network("10.80.0.1/16")


def test_an_address_is_a_prefix_of_its_own() -> None:
    assert (scalars.network("10.0.0.1"), scalars.network("2001:DB8::1/128")) == ("10.0.0.1/32", "2001:db8::1/128")


def test_countries_are_upper_case_and_jurisdictions_lower_case() -> None:
    assert [scalars.destination(word) for word in ("hk", "Mainland", "outside")] == ["HK", "mainland", "outside"]


@pytest.mark.parametrize(("text", "count"), [("1000", 1000), ("1MB", 10**6), ("64 kb", 64_000), ("1KiB", 1024)])
def test_a_size_has_a_unit_or_is_bytes(text: str, count: int) -> None:
    assert scalars.size(text) == count


def test_only_true_and_false_are_truth() -> None:
    assert (scalars.truth("true"), scalars.truth("False")) == (True, False)
    with pytest.raises(ValueError, match="write true or false"):
        scalars.truth("yes")


def test_host_names_are_lower_case_and_a_star_stands_only_in_front() -> None:
    assert scalars.names("*.Example.COM.") == "*.example.com"
    for wrong in ("a.*.com", "https://a.com", "*", "", "*.a*"):
        with pytest.raises(ValueError, match="not a host name"):
            scalars.names(wrong)


def test_a_zone_of_the_database_is_accepted_and_a_path_is_not() -> None:
    assert scalars.timezone("Asia/Urumqi") == "Asia/Urumqi"
    for wrong in ("Asia/Shanghi", "../../etc/passwd", "", "Asia", "\x00"):
        with pytest.raises(ValueError, match="not a time zone"):
            scalars.timezone(wrong)


def test_a_word_is_a_ladder_of_one_step_and_a_text_a_list_of_one() -> None:
    assert scalars.ladder("high") == {0: "high"}
    assert scalars.one_or_more("a") == ["a"]


READERS = (
    scalars.country,
    scalars.day,
    scalars.destination,
    scalars.identifier,
    scalars.names,
    scalars.network,
    scalars.size,
    scalars.timezone,
    scalars.truth,
)


@pytest.mark.parametrize("read", READERS)
@given(text=st.text(max_size=30))
def test_any_text_is_read_or_refused(read: Callable[[str], object], text: str) -> None:
    try:
        value = read(text)
    except ValueError:
        return
    assert value is not None
