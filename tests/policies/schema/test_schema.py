"""The keys of a policy: what is required, what is refused, what an empty key means."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from policies.schema import PolicyFile
from policies.schema.register import Transfer
from policies.schema.rules import Rule
from policies.schema.values import Words

RULE = {"id": "R", "match": {"classes": ["pi"]}, "severity": "high", "basis": ["B"]}
TRANSFER = {"id": "T", "mechanism": "exemption", "recipients": {"cidrs": ["10.0.0.1"]}, "valid": {"to": "2026-01-01"}}


def test_an_empty_file_is_a_policy_of_defaults() -> None:
    file = PolicyFile.model_validate({})
    assert (file.border.mainland, file.border.disputed, file.processor.timezone) == (["CN"], "flag", "Asia/Shanghai")


def test_one_text_serves_both_languages() -> None:
    assert Words.model_validate("审计") == Words(zh="审计", en="审计")


def test_a_single_text_is_a_list_of_one() -> None:
    assert Rule.model_validate(RULE | {"basis": "B", "match": {"classes": "pi"}}).match.classes == ["pi"]


def test_a_key_without_a_value_is_as_good_as_absent() -> None:
    assert PolicyFile.model_validate({"rules": None, "border": None}) == PolicyFile()


def test_a_misspelt_key_without_a_value_is_still_an_error() -> None:
    with pytest.raises(ValidationError):
        PolicyFile.model_validate({"ruls": None})


@pytest.mark.parametrize("missing", ["id", "match", "severity", "basis"])
def test_a_rule_needs(missing: str) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate({key: value for key, value in RULE.items() if key != missing})


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"classes": ["pi"], "recipients": {"countries": ["HK"]}},
        {"classes": ["pi"], "valid": {"from": "2026-02-01", "to": "2026-01-01"}},
        {"classes": ["pi"], "mechanism": "handshake"},
    ],
    ids=["covers nothing", "nobody receives", "ends before it begins", "no such mechanism"],
)
def test_a_registered_transfer_must_say_what_whom_and_when(wrong: dict[str, object]) -> None:
    assert Transfer.model_validate(TRANSFER | {"classes": ["pi"]}).id == "T"
    with pytest.raises(ValidationError):
        Transfer.model_validate(TRANSFER | wrong)


def test_an_override_gives_exactly_one_answer(problems_of: Callable[[str], list[str]]) -> None:
    assert problems_of("geo: {overrides: [{cidr: 10.0.0.0/8, country: HK}]}") == []
    assert len(problems_of("geo: {overrides: [{cidr: 10.0.0.0/8}]}")) == 1
    assert len(problems_of("geo: {overrides: [{cidr: 10.0.0.0/8, country: HK, place: US}]}")) == 1
