"""A rule that never fires, and an exception that never holds, are told."""

from collections.abc import Callable

import pytest

from policies.lint import rules

Said = Callable[[str], set[str]]

RULE = "{id: %s, match: %s, severity: %s, basis: [B]%s}"


def with_rules(*entries: str) -> str:
    return f"bases: [{{id: B, law: x}}]\nrules: [{', '.join(entries)}]\n"


def excepted(by: str, rule: str, more: str = "") -> str:
    return with_rules(rule) + f"exceptions: [{{id: E, rules: [R], reason: x, by: [{by}], until: 2027-12-31{more}}}]"


def threshold(share: str) -> str:
    return (
        f"bases: [{{id: B, law: x}}]\nthresholds: [{{id: H, group: personal, at: 10, basis: [B], warn_at: [{share}]}}]"
    )


SECRET = RULE % ("R", "{classes: [state.secret]}", "critical", "")
ORDINARY = RULE % ("R", "{classes: [pi.ordinary]}", "low", "")
TRIPS = {
    "rule-without-detector": with_rules(RULE % ("R", "{detectors: [match.exact]}", "low", "")),
    "rule-without-data": with_rules(ORDINARY),
    "shadowed-rule": with_rules(ORDINARY, RULE % ("S", "{classes: [pi.ordinary]}", "{1: medium, 9: high}", "")),
    "exception-by-one": excepted("a, a", RULE % ("R", "{opaque: true}", "low", ", four_eyes: true")),
    "exception-of-secrets": excepted("a, b", SECRET),
    "pointless-warning": threshold("0.5, 1"),
}
SILENT = {
    "rule-without-detector": "lists: {exact: [{id: l, file: f}]}\n"
    + with_rules(RULE % ("R", "{detectors: [match.exact]}", "low", "")),
    "rule-without-data": "detectors: {email: pi.ordinary}\n" + with_rules(ORDINARY),
    "shadowed-rule": with_rules(ORDINARY, RULE % ("S", "{classes: [pi.sensitive]}", "{1: medium, 9: high}", "")),
    "exception-by-one": excepted("a, b", RULE % ("R", "{opaque: true}", "low", ", four_eyes: true")),
    "exception-of-secrets": excepted("a, b", ORDINARY),
    "pointless-warning": threshold("0.5, 0.95"),
}


def test_an_exception_for_a_class_that_never_leaves_is_told(said_of: Said) -> None:
    assert "exception-of-secrets" in said_of(excepted("a, b", ORDINARY, ", classes: [state.secret]"))


def test_a_rule_that_is_graver_at_one_step_only_shadows_nothing(said_of: Said) -> None:
    steps = (RULE % ("R", "{opaque: true}", word, "") for word in ("{1: low, 9: critical}", "medium"))
    first, second = steps
    assert "shadowed-rule" not in said_of(with_rules(first, second.replace("id: R", "id: S")))


@pytest.mark.parametrize("check", TRIPS)
def test_a_check_speaks_of_what_it_is_about(check: str, said_of: Said) -> None:
    assert check in said_of(TRIPS[check])


@pytest.mark.parametrize("check", SILENT)
def test_a_check_is_silent_where_all_is_well(check: str, said_of: Said) -> None:
    assert check not in said_of(SILENT[check])


def test_every_check_of_the_group_has_both_cases() -> None:
    assert [check.id for check in rules.CHECKS] == list(TRIPS) == list(SILENT)
