"""An entry that does nothing is told, one that is used is not."""

from collections.abc import Callable

import pytest

from policies.lint import unused

Said = Callable[[str], set[str]]

BASES = "bases: [{id: B, law: x%s}]\n"
RULES = "rules: [{id: R, match: {opaque: true}, severity: %s, basis: [B]%s}]\n"
EXCEPTION = "exceptions: [{id: E, rules: [R], reason: x, by: [a], until: 2027-12-31}]"
ASSETS = "assets: [{id: a, cidrs: [10.0.0.0/24]}, {id: b, cidrs: [%s]}]"

TRIPS = {
    "unused-class": "classes: [{id: own.kind}]",
    "unreachable-asset": ASSETS % "10.0.0.0/24",
    "unused-basis": BASES % "",
    "unused-list": "lists: {documents: [{id: l, file: f}]}",
    "idle-exception": BASES % "" + RULES % ("low", ", enabled: false") + EXCEPTION,
    "lapsed-basis": BASES % ", valid: {to: 2026-11-23}" + RULES % ("low", ""),
    "weak-basis": BASES % ", confidence: memory" + RULES % ("{1: low, 9: critical}", ""),
}
SILENT = {
    "unused-class": "classes: [{id: own.kind}]\ndetectors: {email: own.kind}\nassets: [{id: a, cidrs: [10.0.0.1], holds: ['pi.*', 'data.*', 'state.*']}]",
    "unreachable-asset": ASSETS % "10.0.0.0/25",
    "unused-basis": BASES % "" + RULES % ("low", ""),
    "unused-list": "lists: {documents: [{id: l, file: f, class: pi.ordinary}]}",
    "idle-exception": BASES % "" + RULES % ("low", "") + EXCEPTION,
    "lapsed-basis": BASES % ", valid: {to: 2026-11-23}, replaced_by: C}, {id: C, law: x, valid: {from: 2026-11-24}"
    + RULES % ("low", ""),
    "weak-basis": BASES % ", confidence: memory" + RULES % ("high", ""),
}


@pytest.mark.parametrize("check", TRIPS)
def test_a_check_speaks_of_what_it_is_about(check: str, said_of: Said) -> None:
    assert check in said_of(TRIPS[check])


@pytest.mark.parametrize("check", SILENT)
def test_a_check_is_silent_where_all_is_well(check: str, said_of: Said) -> None:
    assert check not in said_of(SILENT[check])


def test_every_check_of_the_group_has_both_cases() -> None:
    assert [check.id for check in unused.CHECKS] == list(TRIPS) == list(SILENT)
