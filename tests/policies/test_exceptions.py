"""Exceptions silence rules for what they name, until a day."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from policies.judge import judge
from policies.policy import Policy
from policies.transfer import Transfer

CARDS = {"cn.bank_card": 3}
SECRET = {"cn.secrecy_marking": 1}
RULES = """
classes: [{id: pi.sensitive.financial, sensitive: true}, {id: state.secret, transferable: false}]
detectors: {cn.bank_card: pi.sensitive.financial, cn.secrecy_marking: state.secret}
bases: [{id: B, law: law}]
assets: [{id: office, cidrs: [10.20.0.0/16]}]
rules:
  - {id: R, match: {classes: ["*"]}, severity: high, basis: [B]}
  - {id: S, match: {opaque: true}, severity: low, basis: [B], four_eyes: true}
exceptions:
  - {id: E, rules: [R, S], until: 2026-06-30, reason: software, by: [a], CONDITIONS}
"""


@pytest.fixture
def policy(policy_of: Callable[[str], Policy]) -> Callable[[str], Policy]:
    return lambda conditions: policy_of(RULES.replace("CONDITIONS", conditions))


@pytest.mark.parametrize(
    ("conditions", "silent"),
    [
        ("assets: [office]", True),
        ("assets: [office], countries: [US]", True),
        ("countries: [HK]", False),
        ("cidrs: [203.0.113.0/24]", True),
        ("cidrs: [198.51.100.0/24]", False),
        ('names: ["*.example.com"]', True),
        ('names: ["*.example.org"]', False),
        ("detectors: [cn.bank_card]", True),
        ("detectors: [email]", False),
        ("classes: [pi.sensitive.financial]", True),
    ],
)
def test_every_condition_is_asked(
    policy: Callable[[str], Policy], upload: Callable[..., Transfer], conditions: str, silent: bool
) -> None:
    verdict = judge(upload(CARDS, names=("cdn.example.com",)), policy(conditions))
    assert (verdict.rules == ()) == silent
    assert any("Exception E " in text for text in verdict.reasons) == silent


def test_after_its_last_day_an_exception_is_over(
    policy: Callable[[str], Policy], upload: Callable[..., Transfer]
) -> None:
    late = upload(CARDS, first_ns=1_782_014_400_000_000_000 + 10 * 86_400 * 10**9)
    assert judge(late, policy("assets: [office]")).rules == ("R",)


def test_state_secrets_are_never_silenced(policy: Callable[[str], Policy], upload: Callable[..., Transfer]) -> None:
    verdict = judge(upload(CARDS | SECRET), policy("assets: [office]"))
    assert verdict.rules == ("R",)
    assert "state.secret" in verdict.reasons[0]
    assert "pi.sensitive" not in verdict.reasons[0]


def test_a_rule_of_four_eyes_needs_two_names(policy: Callable[[str], Policy], upload: Callable[..., Transfer]) -> None:
    encrypted = upload(opaque_bytes=900, inspected=False)
    assert judge(encrypted, policy("assets: [office]")).rules == ("S",)
    alone = policy("assets: [office]")
    both = replace(alone, exceptions=tuple(replace(one, by=("a", "b")) for one in alone.exceptions))
    assert judge(encrypted, both).rules == ()
