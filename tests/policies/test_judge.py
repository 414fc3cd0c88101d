"""Verdicts: what is an incident, what is opaque, what is clear, on which day and by which law."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.place import Jurisdiction
from policies.judge import day_of, judge
from policies.load import load_policy
from policies.policy import Policy
from policies.transfer import Transfer

PolicyOf = Callable[[str], Policy]
Upload = Callable[..., Transfer]

GENERAL = load_policy(["pipl-general"])
INVENTORY = load_policy(["inventory"])


def test_what_does_not_leave_is_clear_whatever_it_holds(upload: Upload) -> None:
    outbound = upload({"cn.bank_card": 9})
    inbound = replace(outbound, sender_place=outbound.receiver_place, receiver_place=outbound.sender_place)
    assert judge(inbound, INVENTORY).outcome == "clear"
    assert judge(inbound, INVENTORY).findings == ()


def test_nothing_found_and_all_read_is_clear(upload: Upload) -> None:
    verdict = judge(upload(), INVENTORY)
    assert (verdict.outcome, verdict.rules, verdict.reasons) == ("clear", (), ())


@pytest.mark.parametrize("unread", [{"inspected": False}, {"opaque_bytes": 1}, {"gaps": 1}, {"budget": "depth"}])
def test_what_was_not_read_in_full_is_opaque_never_clear(upload: Upload, unread: dict[str, object]) -> None:
    verdict = judge(upload(**unread), INVENTORY)
    assert (verdict.outcome, verdict.rules) == ("opaque", ())
    assert verdict.reasons


def test_a_million_unread_bytes_fire_the_inventory_but_stay_opaque(upload: Upload) -> None:
    assert judge(upload(opaque_bytes=999_999), INVENTORY).rules == ()
    verdict = judge(upload(opaque_bytes=1_000_000), INVENTORY)
    assert (verdict.outcome, verdict.rules, verdict.severity) == ("opaque", ("INV-002",), "low")


def test_unread_bytes_to_a_registered_recipient_fire_nothing(policy_of: PolicyOf, upload: Upload) -> None:
    entry = "{id: T, mechanism: exemption, recipients: {cidrs: [203.0.113.9]}, classes: ['*'], valid: {to: %s}}"
    text = "extends: [inventory]\ntransfers: [" + entry + "]"
    bulk = upload(opaque_bytes=5_000_000, inspected=False)
    assert judge(bulk, policy_of(text % "2026-12-31")).rules == ()
    assert judge(bulk, policy_of(text % "2026-12-31")).outcome == "opaque"
    assert judge(bulk, policy_of(text % "2025-12-31")).rules == ("INV-002",)


def test_findings_below_every_rule_are_kept_in_a_clear_verdict(upload: Upload) -> None:
    verdict = judge(upload({"email": 1}), GENERAL)
    assert (verdict.outcome, verdict.rules, len(verdict.findings)) == ("clear", (), 1)
    assert judge(upload({"email": 1}, opaque_bytes=5), GENERAL).outcome == "opaque"


def test_a_weak_finding_makes_no_incident_and_is_told_apart(upload: Upload) -> None:
    verdict = judge(upload({"cn.bank_card": 5}, confidence=0.4), INVENTORY)
    assert (verdict.outcome, verdict.findings, verdict.subjects) == ("clear", (), 0)
    assert [weak.detector for weak in verdict.weak] == ["cn.bank_card"]


def test_a_doubtful_place_lowers_the_severity_and_says_so(upload: Upload) -> None:
    known = upload({"cn.bank_card": 1})
    unknown = replace(known, receiver_place=replace(known.receiver_place, jurisdiction=Jurisdiction.UNKNOWN))
    assert judge(known, GENERAL).severity == "high"
    assert judge(unknown, GENERAL).severity == "medium"
    assert any("unknown" in reason for reason in judge(unknown, GENERAL).reasons)


def test_the_sender_is_named_by_its_asset(policy_of: PolicyOf, upload: Upload) -> None:
    policy = policy_of(
        "bases: [{id: B, law: x}]\n"
        "assets: [{id: lan, cidrs: 10.0.0.0/8}, {id: crm, cidrs: 10.20.0.0/24, egress: deny}]\n"
        "rules: [{id: QUIET, match: {assets: crm}, severity: medium, basis: B}]"
    )
    assert (judge(upload(), policy).asset, judge(upload(), policy).outcome) == ("crm", "incident")
    assert judge(upload(sender="10.30.0.1"), policy).outcome == "clear"
    assert judge(upload(sender="10.30.0.1"), policy).asset == "lan"


NEW_YEAR_NS = 1_767_196_800_000_000_000
"""2026-01-01 00:00 in Shanghai, 2025-12-31 16:00 UTC."""


def test_the_day_and_the_law_change_at_midnight_in_shanghai(upload: Upload) -> None:
    before = judge(upload({"secret.jwt": 1}, first_ns=NEW_YEAR_NS - 1), GENERAL)
    after = judge(upload({"secret.jwt": 1}, first_ns=NEW_YEAR_NS), GENERAL)
    assert (before.day, before.basis) == ("2025-12-31", ("DSL2021.27", "CSL2016.21"))
    assert (after.day, after.basis) == ("2026-01-01", ("DSL2021.27", "CSL2025.23"))


def test_the_day_is_that_of_the_processors_zone(policy_of: PolicyOf, upload: Upload) -> None:
    policy = policy_of("processor: {timezone: America/New_York}")
    assert judge(upload(first_ns=NEW_YEAR_NS), policy).day == "2025-12-31"


@given(st.integers(-(2**64), 2**64))
def test_any_time_has_a_day(time_ns: int) -> None:
    assert "1970-01-01" <= day_of(time_ns, GENERAL.zone) <= "9999-12-31"


def test_no_reason_holds_a_sample(upload: Upload) -> None:
    verdict = judge(upload({"cn.bank_card": 3, "cn.uscc": 1}), INVENTORY)
    assert verdict.reasons
    assert not any("1****1" in reason for reason in verdict.reasons)


def test_a_receiver_that_is_no_address_is_judged_all_the_same(policy_of: PolicyOf, upload: Upload) -> None:
    entry = "{id: T, mechanism: exemption, recipients: {cidrs: [0.0.0.0/0]}, classes: ['*'], valid: {}}"
    policy = policy_of("extends: [inventory]\ntransfers: [" + entry + "]")
    assert judge(upload({"email": 1}, receiver="no address"), policy).outcome == "incident"


def test_a_registered_address_in_another_country_is_another_recipient(policy_of: PolicyOf, upload: Upload) -> None:
    policy = policy_of(
        "extends: [inventory]\n"
        "rules: [{id: R, match: {scope_violation: recipient}, severity: high, basis: PIPL2021.38}]\n"
        "transfers: [{id: T, mechanism: exemption, article: CBDF2024.5.1.1, valid: {}, classes: ['*'],"
        " recipients: {cidrs: [203.0.113.9], countries: [HK]}}]"
    )
    assert "R" in judge(upload({"email": 1}), policy).rules


CRITICAL = """
extends: [pipl-general]
processor: {cii_operator: CII}
transfers:
  - id: T-1
    mechanism: standard_contract
    recipients: {cidrs: [203.0.113.0/24]}
    classes: [pi.ordinary]
    valid: {from: 2026-01-01, to: 2026-12-31}
"""


@pytest.mark.parametrize(("cii", "rules"), [("false", ()), ("true", ("GEN-040",))])
def test_a_path_that_the_law_does_not_open_answers_for_nothing_unread(
    policy_of: Callable[[str], Policy], upload: Callable[..., Transfer], cii: str, rules: tuple[str, ...]
) -> None:
    unread = upload(opaque_bytes=60_000_000, inspected=False)
    assert judge(unread, policy_of(CRITICAL.replace("CII", cii))).rules == rules


def test_a_registered_address_in_another_country_is_told(
    policy_of: Callable[[str], Policy], upload: Callable[..., Transfer]
) -> None:
    elsewhere = CRITICAL.replace("CII", "false").replace("24]}", "24], countries: [HK]}")
    verdict = judge(upload({"cn.resident_id": 3}), policy_of(elsewhere))
    assert "recipient" in verdict.violations
    assert any("in a country that its entry does not name" in text for text in verdict.reasons)
