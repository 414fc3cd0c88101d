"""A path is as wide as what was filed, and no wider."""

from collections.abc import Callable

import pytest

from policies.lint import scope

Said = Callable[[str], set[str]]

PATH = "{id: %s, mechanism: %s, classes: [%s], recipients: {%s}, valid: {from: 2026-01-01, to: 2026-12-31}%s}"


def path(
    to: str = "cidrs: [198.51.100.0/28]",
    more: str = "",
    classes: str = "pi.ordinary",
    mechanism: str = "standard_contract",
) -> str:
    return f"transfers: [{PATH % ('T', mechanism, classes, to, more)}]"


def two(mechanism: str, classes: str = "pi.ordinary") -> str:
    wide = PATH % ("A", "standard_contract", "pi.ordinary", "cidrs: [198.51.100.0/24]", "")
    return f"transfers: [{wide}, {PATH % ('B', mechanism, classes, 'cidrs: [198.51.100.7]', '')}]"


TRIPS = {
    "cap-above-mechanism": path(more=", caps: {subjects_per_year: 1000000}"),
    "contract-without-caps": path(),
    "wide-classes": path(classes="'pi.*'"),
    "name-only-recipient": path(to="names: [a.example]"),
    "wide-recipient": path(to="cidrs: [198.0.0.0/15]"),
    "recipient-at-home": path(to="cidrs: [10.80.0.0/24]"),
    "overlapping-recipients": two("certification"),
}
SILENT = {
    "cap-above-mechanism": path(more=", caps: {subjects_per_year: 999999}"),
    "contract-without-caps": path(more=", caps: {subjects_per_year: 1000}"),
    "wide-classes": path(classes="pi.ordinary"),
    "name-only-recipient": path(to="names: [a.example], asns: [64500]"),
    "wide-recipient": path(to="cidrs: [198.18.0.0/16, '2001:db8::/32']"),
    "recipient-at-home": "geo: {overrides: [{cidr: 10.80.0.0/16, place: HK}]}\n" + path(to="cidrs: [10.80.0.0/24]"),
    "overlapping-recipients": two("standard_contract"),
}


def test_sensitive_data_has_the_lower_limit(said_of: Said) -> None:
    ten_thousand = ", caps: {subjects_per_year: %d}"
    assert "cap-above-mechanism" in said_of(path(classes="pi.sensitive", more=ten_thousand % 10_000))
    assert "cap-above-mechanism" not in said_of(path(classes="pi.sensitive", more=ten_thousand % 9_999))


def test_the_small_exemption_has_a_limit_of_its_own(said_of: Said) -> None:
    base, article = (
        "bases: [{id: CBDF2024.5.1.4, law: x}]\n",
        ", article: CBDF2024.5.1.4, caps: {subjects_per_year: %d}",
    )
    assert "cap-above-mechanism" in said_of(base + path(mechanism="exemption", more=article % 100_000))
    assert "cap-above-mechanism" not in said_of(base + path(mechanism="exemption", more=article % 99_999))


def test_everything_is_too_wide_and_a_branch_is_not(said_of: Said) -> None:
    assert "wide-classes" in said_of(path(classes="'*'"))
    assert "wide-classes" not in said_of(path(classes="'pi.sens*'"))


def test_prefixes_of_different_data_may_overlap(said_of: Said) -> None:
    assert "overlapping-recipients" not in said_of(two("certification", "pi.sensitive"))


def test_a_recipient_whose_override_says_mainland_is_at_home(said_of: Said) -> None:
    override = "geo: {overrides: [{cidr: 8.8.8.0/24, place: CN, reason: x}]}\n"
    assert "recipient-at-home" in said_of(override + path(to="cidrs: [8.8.8.8]"))
    assert "recipient-at-home" not in said_of(path(to="cidrs: [8.8.8.8]"))


@pytest.mark.parametrize("check", TRIPS)
def test_a_check_speaks_of_what_it_is_about(check: str, said_of: Said) -> None:
    assert check in said_of(TRIPS[check])


@pytest.mark.parametrize("check", SILENT)
def test_a_check_is_silent_where_all_is_well(check: str, said_of: Said) -> None:
    assert check not in said_of(SILENT[check])


def test_every_check_of_the_group_has_both_cases() -> None:
    assert [check.id for check in scope.CHECKS] == list(TRIPS) == list(SILENT)
