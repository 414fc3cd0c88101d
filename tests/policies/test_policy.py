"""A policy is a value."""

import dataclasses

import pytest

from policies.load import load_policy


def test_a_policy_cannot_be_changed() -> None:
    policy = load_policy(["pipl-general"])
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.name = "other"  # type: ignore[misc]


def test_the_same_sources_give_the_same_hash_and_report() -> None:
    first, second = load_policy(["inventory"]), load_policy(["inventory"])
    assert (first.hash, first.report_json()) == (second.hash, second.report_json())
    assert len(first.hash) == 64
