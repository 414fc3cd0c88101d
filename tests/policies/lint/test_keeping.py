"""Policies are approved by two, records kept as long as the law wants, incidents ended by two."""

from collections.abc import Callable

import pytest

from policies.lint import keeping

Said = Callable[[str], set[str]]

PATH = "\ntransfers: [{id: T, mechanism: approval, classes: [data.important], recipients: {asns: [64500]}, valid: {to: 2027-12-31}}]"
EYES = "review: {four_eyes: {transitions: [%s]}}"

TRIPS = {
    "approved-by-few": "metadata: {approved_by: [dpo, dpo]}" + PATH,
    "retention-under-floor": "retention_floor: {flow_days: 184}\nretention: {flow_days: 183}",
    "review-without-four-eyes": EYES % "authorised, closed",
}
SILENT = {
    "approved-by-few": "metadata: {approved_by: [dpo, cco]}" + PATH,
    "retention-under-floor": "retention_floor: {flow_days: 184}\nretention: {flow_days: 184}",
    "review-without-four-eyes": EYES % "false_positive, authorised, closed",
}


def test_a_policy_without_paths_authorises_nothing(said_of: Said) -> None:
    assert "approved-by-few" not in said_of("name: x")


def test_no_review_at_all_is_told(said_of: Said) -> None:
    assert "review-without-four-eyes" in said_of("name: x")


@pytest.mark.parametrize("check", TRIPS)
def test_a_check_speaks_of_what_it_is_about(check: str, said_of: Said) -> None:
    assert check in said_of(TRIPS[check])


@pytest.mark.parametrize("check", SILENT)
def test_a_check_is_silent_where_all_is_well(check: str, said_of: Said) -> None:
    assert check not in said_of(SILENT[check])


def test_every_check_of_the_group_has_both_cases() -> None:
    assert [check.id for check in keeping.CHECKS] == list(TRIPS) == list(SILENT)
