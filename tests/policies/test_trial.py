"""Each register entry with the first condition that fails."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from policies.judge import judge
from policies.policy import Policy
from policies.transfer import Transfer
from policies.trial import Tried, tried

FIRM = """
extends: [pipl-general]
transfers:
  - id: T
    mechanism: standard_contract
    recipients: {cidrs: 203.0.113.9, names: api.example, countries: [US]}
    classes: [pi.ordinary]
    fields: [cn.mobile, cn.bank_card]
    valid: {from: 2026-01-01, to: 2026-12-31}
"""

Upload = Callable[..., Transfer]


def trial(policy: Policy, transfer: Transfer, day: str = "2026-06-21") -> Tried:
    findings, _ = policy.classifier.classify(transfer.findings)
    (one,) = tried(policy, transfer, findings, day)
    return one


@pytest.mark.parametrize(
    ("changes", "day", "failed", "near"),
    [
        ({}, "2026-06-21", "", True),
        ({"receiver": "203.0.113.8"}, "2026-06-21", "recipient", False),
        ({"receiver": "203.0.113.8", "names": ("api.example",)}, "2026-06-21", "recipient", True),
        ({}, "2025-12-31", "not_yet_valid", True),
        ({}, "2027-01-01", "expired", True),
    ],
)
def test_the_first_condition_that_fails_is_named(
    policy_of: Callable[[str], Policy], upload: Upload, changes: dict[str, object], day: str, failed: str, near: bool
) -> None:
    one = trial(policy_of(FIRM), upload({"cn.mobile": 3}, **changes), day)
    assert (one.failed, one.near) == (failed, near)
    assert bool(one.remedy) == bool(failed)
    assert " / " in one.why


@pytest.mark.parametrize(("detector", "failed"), [("cn.bank_card", "class"), ("email", "field"), ("cn.mobile", "")])
def test_what_the_entry_does_not_cover_is_named(
    policy_of: Callable[[str], Policy], upload: Upload, detector: str, failed: str
) -> None:
    assert trial(policy_of(FIRM), upload({detector: 3})).failed == failed


def test_a_receiver_in_another_country_is_told_by_its_name_only(
    policy_of: Callable[[str], Policy], upload: Upload
) -> None:
    one = upload({"cn.mobile": 3}, names=("api.example",))
    elsewhere = replace(one, receiver_place=replace(one.receiver_place, country="SG"))
    assert trial(policy_of(FIRM), elsewhere).failed == "country"


def test_what_covers_all_is_what_the_judge_authorises(policy_of: Callable[[str], Policy], upload: Upload) -> None:
    policy = policy_of(FIRM)
    for detector in ("cn.mobile", "email", "cn.bank_card"):
        transfer = upload({detector: 30})
        assert (trial(policy, transfer).failed == "") == (judge(transfer, policy).outcome == "authorised")


@pytest.mark.parametrize(
    ("firm", "found", "failed"),
    [
        (FIRM + "processor: {cii_operator: true}", {"cn.mobile": 3}, "mechanism"),
        (FIRM.replace("    valid", "    caps: {subjects_per_transfer: 2}\n    valid"), {"cn.mobile": 3}, "cap"),
        (FIRM.replace("[pi.ordinary]", "['*']"), {"cn.secrecy_marking": 1}, "class"),
    ],
)
def test_the_trial_asks_what_the_judge_asks(
    policy_of: Callable[[str], Policy], upload: Upload, firm: str, found: dict[str, int], failed: str
) -> None:
    policy, transfer = policy_of(firm), upload(found)
    one = trial(policy, transfer)
    assert (one.failed, judge(transfer, policy).lawful_path) == (failed, None)
    assert " / " in one.why
    assert " / " in one.remedy
