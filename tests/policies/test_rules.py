"""A rule fires when every condition it gives holds."""

from dataclasses import replace
from typing import Any

import pytest

from policies.asset import Asset
from policies.reasons import Text
from policies.rules import AGGRAVATED, POSSIBLE, Case, Conditions, Rule, fire, lowered, raised, ranked, rule_reason
from policies.verdict import Classified

FOUND = (
    Classified("cn.bank_card", "pi.financial", 3, 0.9, (), ()),
    Classified("cn.uscc", "biz", 2, 0.6, (), ()),
)
CASE = Case(
    findings=FOUND,
    violations=frozenset({"expired"}),
    opaque=True,
    opaque_bytes=5000,
    bytes=9000,
    asset=Asset("crm", frozenset({"pi.financial"}), "deny"),
    role="responder",
    registered=True,
    mechanisms=frozenset({"approval"}),
    to=frozenset({"outside", "US"}),
    protocol="tcp",
    identifiers=frozenset({"cn.bank_card"}),
    sensitive=frozenset({"pi.financial"}),
)


def rule(**conditions: Any) -> Rule:
    own = {name: conditions.pop(name) for name in ("id", "ladder", "measure", "priority") if name in conditions}
    match = Conditions(**conditions)
    plain = Rule("R", Text("规则", "Rule"), 500, ("B",), ((1, "low"), (3, "high")), "subjects", "findings", match)
    return replace(plain, **own)


@pytest.mark.parametrize(
    ("holds", "fails"),
    [
        ({"classes": frozenset({"biz"})}, {"classes": frozenset({"pi.medical"})}),
        ({"detectors": frozenset({"cn.uscc"})}, {"detectors": frozenset({"vin"})}),
        ({"min_subjects": 3}, {"min_subjects": 4}),
        ({"min_count": 5}, {"min_count": 6}),
        ({"min_confidence": 0.9}, {"min_confidence": 0.91}),
        ({"violations": frozenset({"expired"})}, {"violations": frozenset({"class"})}),
        ({"assets": frozenset({"crm"})}, {"assets": frozenset({"hr"})}),
        ({"to": frozenset({"US", "HK"})}, {"to": frozenset({"unknown"})}),
        ({"opaque": True}, {"opaque": False}),
        ({"bytes_min": 9000}, {"bytes_min": 9001}),
        ({"egress": frozenset({"deny"})}, {"egress": frozenset({"approved_only"})}),
        ({"holds": frozenset({"pi.financial"})}, {"holds": frozenset({"biz"})}),
        ({"role": "responder"}, {"role": "initiator"}),
        ({"registered": True}, {"registered": False}),
        ({"mechanisms": frozenset({"approval"})}, {"mechanisms": frozenset({"exemption"})}),
        ({"protocols": frozenset({"tcp"})}, {"protocols": frozenset({"udp"})}),
        ({"sensitive": True, "min_count": 3}, {"sensitive": True, "min_count": 4}),
        ({"clear_text": True}, {"clear_text": True, "classes": frozenset({"pi.medical"})}),
        ({"opaque_bytes_min": 5000}, {"opaque_bytes_min": 5001}),
    ],
    ids=lambda conditions: next(iter(conditions)),
)
def test_each_condition_is_asked(holds: dict[str, Any], fails: dict[str, Any]) -> None:
    assert fire(rule(**holds), CASE) is not None
    assert fire(rule(**fails), CASE) is None


def test_the_minimum_counts_only_what_the_rule_concerns() -> None:
    assert fire(rule(classes=frozenset({"biz"}), min_subjects=1), CASE) is None
    assert fire(rule(classes=frozenset({"biz"}), min_count=3), CASE) is None


def test_the_highest_step_reached_gives_the_severity() -> None:
    ladder = ((10, "low"), (5000, "critical"))
    fired = [fire(rule(ladder=ladder, measure=measure), CASE) for measure in ("opaque_bytes", "count")]
    assert [one.severity for one in fired if one] == ["critical", "low"]


def test_one_step_lower_ends_at_low() -> None:
    assert [lowered(word) for word in ("critical", "high", "medium", "low")] == ["high", "medium", "low", "low"]


def test_the_gravest_rule_names_the_incident_then_the_priority() -> None:
    fired = [
        fire(rule(id=name, ladder=((1, severity),), priority=priority), CASE)
        for name, severity, priority in (("A", "low", 900), ("B", "high", 1), ("C", "high", 2), ("D", "high", 2))
    ]
    assert [one.rule.id for one in ranked(one for one in fired if one)] == ["C", "D", "B", "A"]


def test_a_reason_tells_classes_counts_and_persons_in_both_languages() -> None:
    fired = fire(rule(classes=frozenset({"pi.financial"})), CASE)
    assert fired is not None
    assert rule_reason(fired) == (
        "规则 R（规则）：pi.financial 共 3 项，至少涉及 3 人。 / Rule R (Rule): 3 values of pi.financial, at least 3 persons."
    )


def test_one_step_graver_ends_at_critical() -> None:
    assert [raised(word) for word in ("low", "medium", "high", "critical")] == [
        "medium",
        "high",
        "critical",
        "critical",
    ]


def test_an_aggravating_condition_makes_it_one_step_graver_and_says_so() -> None:
    in_clear = replace(rule(classes=frozenset({"biz"})), raise_if=Conditions(clear_text=True))
    fired = fire(in_clear, CASE)
    assert fired is not None
    assert (fired.severity, fired.notes) == ("medium", (AGGRAVATED,))


def test_what_a_key_opened_was_not_sent_in_the_clear() -> None:
    opened = replace(CASE, findings=(replace(FOUND[1], parts=("tls > http.request.body",)),))
    fired = fire(replace(rule(classes=frozenset({"biz"})), raise_if=Conditions(clear_text=True)), opened)
    assert fired is not None
    assert fired.severity == "low"


def test_important_data_without_a_catalogue_entry_is_only_possible() -> None:
    important = replace(rule(classes=frozenset({"biz"}), ladder=((0, "critical"),)), names_important=True)
    fired = fire(important, CASE)
    assert fired is not None
    assert (fired.severity, fired.notes) == ("high", (POSSIBLE,))


def test_what_the_catalogue_names_is_important_whatever_its_class() -> None:
    named = replace(CASE, important=frozenset({FOUND[1]}))
    important = replace(rule(classes=frozenset({"data.important"}), ladder=((0, "critical"),)), names_important=True)
    fired = fire(important, named)
    assert fired is not None
    assert (fired.severity, fired.findings) == ("critical", (FOUND[1],))
    assert fire(important, CASE) is None
