"""A registered path covers what it names, for whom it names, as long as it is valid."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from policies.judge import judge
from policies.policy import Policy
from policies.transfer import Transfer
from policies.verdict import Verdict

PolicyOf = Callable[[str], Policy]
Upload = Callable[..., Transfer]

ENTRY = """
  - id: T-1
    mechanism: standard_contract
    recipients: {label: HK branch, cidrs: [203.0.113.0/24, "2001:db8::/32"], names: [api.example.com]}
    classes: [pi.ordinary]
    valid: {from: 2026-01-01, to: 2026-06-21}
"""


def judged(policy_of: PolicyOf, transfer: Transfer, entries: str = ENTRY) -> Verdict:
    return judge(transfer, policy_of("extends: [inventory]\ntransfers:" + entries))


def test_a_covered_transfer_is_authorised_with_its_path(policy_of: PolicyOf, upload: Upload) -> None:
    verdict = judged(policy_of, upload({"cn.mobile": 20, "cn.resident_id": 20}))
    assert (verdict.outcome, verdict.lawful_path, verdict.recipient) == ("authorised", "T-1", "HK branch")
    assert verdict.rules == ()
    assert [found.count for found in verdict.findings] == [20, 20]


def test_a_class_outside_the_entry_exceeds_its_scope(policy_of: PolicyOf, upload: Upload) -> None:
    verdict = judged(policy_of, upload({"cn.mobile": 20, "cn.bank_card": 1}))
    assert verdict.outcome == "incident"
    assert {"GEN-001", "GEN-010"} <= set(verdict.rules)
    assert "GEN-003" not in verdict.rules, "the mobile numbers are covered"
    assert any("Scope exceeded: pi.sensitive.financial (cn.bank_card)" in reason for reason in verdict.reasons)


def test_a_detector_outside_the_entry_exceeds_its_scope(policy_of: PolicyOf, upload: Upload) -> None:
    entry = ENTRY.replace("classes: [pi.ordinary]", "detectors: [cn.mobile]")
    assert judged(policy_of, upload({"cn.mobile": 20}), entry).outcome == "authorised"
    assert judged(policy_of, upload({"cn.mobile": 20, "email": 1}), entry).outcome == "incident"


def test_several_entries_may_together_cover_a_transfer(policy_of: PolicyOf, upload: Upload) -> None:
    second = ENTRY.replace("T-1", "T-2").replace("pi.ordinary", "pi.sensitive.financial")
    verdict = judged(policy_of, upload({"cn.mobile": 2, "cn.bank_card": 1}), ENTRY + second)
    assert (verdict.outcome, verdict.lawful_path) == ("authorised", "T-1, T-2")


DAY_NS = 86_400_000_000_000


@pytest.mark.parametrize(("days", "outcome", "said"), [(0, "authorised", ""), (1, "incident", "expired on 2026-06-21")])
def test_the_last_day_is_included(policy_of: PolicyOf, upload: Upload, days: int, outcome: str, said: str) -> None:
    base = upload({"cn.mobile": 20})
    verdict = judged(policy_of, replace(base, first_ns=base.first_ns + days * DAY_NS))
    assert verdict.outcome == outcome
    assert said in " ".join(verdict.reasons)
    assert ("GEN-010" in verdict.rules) == (outcome == "incident")


def test_before_the_first_day_there_is_no_path(policy_of: PolicyOf, upload: Upload) -> None:
    verdict = judged(policy_of, upload({"cn.mobile": 20}), ENTRY.replace("2026-01-01", "2026-06-21"))
    early = judged(
        policy_of, upload({"cn.mobile": 20}), ENTRY.replace("from: 2026-01-01, to: 2026-06-21", "from: 2026-06-22")
    )
    assert (verdict.outcome, early.outcome) == ("authorised", "incident")
    assert any("valid only from 2026-06-22" in reason for reason in early.reasons)


def test_a_registered_name_at_another_address_clears_nothing(policy_of: PolicyOf, upload: Upload) -> None:
    verdict = judged(policy_of, upload({"cn.mobile": 20}, receiver="198.51.100.1", names=("API.example.com.",)))
    assert (verdict.outcome, verdict.lawful_path) == ("incident", None)
    assert "GEN-010" in verdict.rules
    assert any("its address is not the registered one" in reason for reason in verdict.reasons)


def test_an_entry_of_names_alone_matches_with_a_warning(policy_of: PolicyOf, upload: Upload) -> None:
    entry = ENTRY.replace(
        'cidrs: [203.0.113.0/24, "2001:db8::/32"], names: [api.example.com]', 'names: ["*.example.com"]'
    )
    verdict = judged(policy_of, upload({"cn.mobile": 20}, names=("hr.api.example.com",)), entry)
    assert verdict.outcome == "authorised"
    assert any("host name only" in reason for reason in verdict.reasons)
    assert judged(policy_of, upload({"cn.mobile": 20}, names=("example.com",)), entry).outcome == "incident"
    assert judged(policy_of, upload({"cn.mobile": 20}), entry).outcome == "incident"


def test_a_country_narrows_an_entry(policy_of: PolicyOf, upload: Upload) -> None:
    entry = ENTRY.replace("label: HK branch", "countries: [%s]")
    assert judged(policy_of, upload({"cn.mobile": 20}), entry % "US").outcome == "authorised"
    assert judged(policy_of, upload({"cn.mobile": 20}), entry % "HK").outcome == "incident"


def test_a_network_number_is_an_address(policy_of: PolicyOf, upload: Upload) -> None:
    entry = ENTRY.replace('cidrs: [203.0.113.0/24, "2001:db8::/32"]', "asns: [64500]")
    base = upload({"cn.mobile": 20})
    inside = replace(base, receiver_place=replace(base.receiver_place, asn=64500))
    assert judged(policy_of, inside, entry).outcome == "authorised"
    assert judged(policy_of, base, entry).outcome == "incident"


def test_no_path_lets_a_state_secret_leave(policy_of: PolicyOf, upload: Upload) -> None:
    verdict = judged(policy_of, upload({"cn.secrecy_marking": 1}), ENTRY.replace("pi.ordinary", '"*"'))
    assert (verdict.outcome, verdict.rules[0], verdict.severity) == ("incident", "GEN-020", "critical")
    assert any("No registered path can let state.secret" in reason for reason in verdict.reasons)
