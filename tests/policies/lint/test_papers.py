"""A path stands on papers with numbers and dates."""

from collections.abc import Callable

import pytest

from policies.lint import papers

Said = Callable[[str], set[str]]

PATH = "transfers: [{id: T, %s, classes: [%s], recipients: {asns: [64500]}, valid: {from: 2024-01-01, to: %s}}]\n"
EXEMPT = "bases: [{id: CBDF2024.5.1.1, law: x}, {id: CBDF2024.5.1.4, law: x}]\n" + PATH


def contract(more: str = "", classes: str = "pi.ordinary") -> str:
    return PATH % (f"mechanism: standard_contract{more}", classes, "2026-12-31")


def exempt(more: str) -> str:
    return EXEMPT % (f"mechanism: exemption{more}", "pi.ordinary", "2026-12-31")


def assessed(day: str, last: str) -> str:
    return PATH % (f"mechanism: security_assessment, assessment: {{number: x, date: {day}}}", "pi.ordinary", last)


TRIPS = {
    "exemption-without-article": exempt(""),
    "exemption-without-necessity": exempt(", article: CBDF2024.5.1.1"),
    "path-without-number": contract(),
    "filed-late": contract(", filing: {number: x, effective: 2026-02-02, filed: 2026-02-17}"),
    "path-without-pia": contract(),
    "path-without-consent": contract(", consent: {kind: separate}"),
    "old-paper": assessed("2023-11-23", "2026-12-31"),
    "long-validity": assessed("2024-01-01", "2027-01-02"),
}
SILENT = {
    "exemption-without-article": exempt(", article: CBDF2024.5.1.1"),
    "exemption-without-necessity": exempt(", article: CBDF2024.5.1.1, necessity: docs/pia.pdf"),
    "path-without-number": contract(", filing: x"),
    "filed-late": contract(", filing: {number: x, effective: 2026-02-02, filed: 2026-02-16}"),
    "path-without-pia": contract(", pia: {id: x}"),
    "path-without-consent": contract(", consent: {kind: separate, evidence: x}"),
    "old-paper": assessed("2023-11-24", "2026-12-31"),
    "long-validity": assessed("2024-01-01", "2027-01-01"),
}


def test_a_small_exemption_needs_no_necessity(said_of: Said) -> None:
    assert "exemption-without-necessity" not in said_of(exempt(", article: CBDF2024.5.1.4"))


def test_a_contract_that_is_not_filed_becomes_late(said_of: Said) -> None:
    assert "filed-late" in said_of(contract(", filing: {effective: 2026-11-09}"))
    assert "filed-late" not in said_of(contract(", filing: {effective: 2026-11-10}"))


def test_other_data_needs_neither_impact_assessment_nor_consent(said_of: Said) -> None:
    assert {"path-without-pia", "path-without-consent"}.isdisjoint(said_of(contract("", "data.important")))
    assert "path-without-consent" not in said_of(contract(", consent: {kind: not_required}"))


def test_an_assessment_without_end_is_too_long(said_of: Said) -> None:
    text = "transfers: [{id: T, mechanism: security_assessment, classes: [pi.ordinary], recipients: {asns: [64500]}, valid: {from: 2026-01-01}}]"
    assert "long-validity" in said_of(text)


@pytest.mark.parametrize("check", TRIPS)
def test_a_check_speaks_of_what_it_is_about(check: str, said_of: Said) -> None:
    assert check in said_of(TRIPS[check])


@pytest.mark.parametrize("check", SILENT)
def test_a_check_is_silent_where_all_is_well(check: str, said_of: Said) -> None:
    assert check not in said_of(SILENT[check])


def test_every_check_of_the_group_has_both_cases() -> None:
    assert [check.id for check in papers.CHECKS] == list(TRIPS) == list(SILENT)
