"""What has lapsed is told, and what will soon."""

from collections.abc import Callable

import pytest

from policies.lint import validity

Said = Callable[[str], set[str]]

PATH = "transfers: [{id: T, mechanism: %s, classes: [pi.ordinary], recipients: {asns: [64500]}, valid: {from: 2024-01-01, to: %s}}]"
RULE = "bases: [{id: B, law: x}]\nrules: [{id: R, match: {opaque: true}, severity: low, basis: [B]}]\n"
EXCEPTION = RULE + "exceptions: [{id: E, rules: [R], reason: x, by: [a], until: %s}]"
OVERRIDE = "geo: {overrides: [{cidr: 10.1.0.0/16, place: HK, until: %s}]}"
RELAY = "geo: {relays: [{cidr: 10.1.9.10, kind: socks, until: %s}]}"
LAPSED, LAST, SOON, LATER = "2026-11-23", "2026-11-24", "2027-01-23", "2027-01-24"

TRIPS = {
    "expired-path": PATH % ("standard_contract", LAPSED),
    "expiring-path": PATH % ("standard_contract", SOON),
    "renewal-due": PATH % ("security_assessment", "2027-02-15"),
    "expired-exception": EXCEPTION % LAPSED,
    "expiring-exception": EXCEPTION % LAST,
    "expired-override": OVERRIDE % LAPSED,
    "expiring-override": OVERRIDE % SOON,
    "expired-relay": RELAY % LAPSED,
    "expiring-relay": RELAY % SOON,
    "review-overdue": "metadata: {review_by: 2026-11-23}",
    "old-law": "law_as_of: 2026-05-27",
}
SILENT = {
    "expired-path": PATH % ("standard_contract", LAST),
    "expiring-path": PATH % ("standard_contract", LATER),
    "renewal-due": PATH % ("security_assessment", "2027-02-17"),
    "expired-exception": EXCEPTION % LAST,
    "expiring-exception": EXCEPTION % LATER,
    "expired-override": OVERRIDE % LAST,
    "expiring-override": OVERRIDE % LATER,
    "expired-relay": RELAY % LAST,
    "expiring-relay": "geo: {relays: [{cidr: 10.1.9.10, kind: socks}]}",
    "review-overdue": "metadata: {review_by: 2026-11-24}",
    "old-law": "law_as_of: 2026-05-28",
}


@pytest.mark.parametrize(("last", "due"), [("2027-05-24", True), ("2027-05-25", False)])
def test_a_certificate_is_renewed_six_months_before_it_ends(said_of: Said, last: str, due: bool) -> None:
    assert ("renewal-due" in said_of(PATH % ("certification", last))) is due


@pytest.mark.parametrize("check", TRIPS)
def test_a_check_speaks_of_what_it_is_about(check: str, said_of: Said) -> None:
    assert check in said_of(TRIPS[check])


@pytest.mark.parametrize("check", SILENT)
def test_a_check_is_silent_where_all_is_well(check: str, said_of: Said) -> None:
    assert check not in said_of(SILENT[check])


def test_every_check_of_the_group_has_both_cases() -> None:
    assert [check.id for check in validity.CHECKS] == list(TRIPS) == list(SILENT)
