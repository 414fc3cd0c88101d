"""A policy rebuilt from the record is the one that judged, or nothing."""

import json
from collections.abc import Callable

import pytest

from policies.kept import kept_policy
from policies.load import load_policy, pack_names
from policies.policy import Policy

FIRM = """
extends: [inventory]
confidence: 0.7
processor: {name: 示例公司, timezone: Asia/Urumqi}
border: {unknown: outside}
geo: {overrides: [{cidr: 10.8.0.0/16, place: hk, until: 2026-12-31}]}
counting: {identifiers: [email]}
assets: [{id: zeta, cidrs: 10.20.0.5}, {id: alpha, cidrs: 10.20.0.5, egress: deny}]
transfers:
  - {id: T9, mechanism: exemption, recipients: {cidrs: 203.0.113.9, asns: [64500]}, classes: [pi.*], valid: {to: 2020-01-01}}
  - {id: T1, mechanism: approval, recipients: {names: "*.example.com"}, detectors: [email], valid: {from: 2020-01-01}}
rules:
  - {id: R, match: {assets: zeta, min_subjects: 3}, severity: {1: low, 100: high}, basis: PIPL2021.38}
  - {id: O, match: {opaque: false, opaque_bytes_min: 1MB}, severity: low, basis: PIPL2021.38, enabled: false}
"""


@pytest.mark.parametrize("pack", pack_names())
def test_a_pack_comes_back_whole(pack: str) -> None:
    policy = load_policy([pack])
    assert kept_policy(policy.report_json(), policy.hash) == policy


def test_a_firms_policy_comes_back_with_its_entries_in_their_order(policy_of: Callable[[str], Policy]) -> None:
    policy = policy_of(FIRM)
    assert repr(kept_policy(policy.report_json(), policy.hash)) == repr(policy)


def test_nothing_is_made_up_where_an_older_version_kept_less(policy_of: Callable[[str], Policy]) -> None:
    policy = policy_of(FIRM)
    less = {key: value for key, value in json.loads(policy.report_json()).items() if key != "geo"}
    assert kept_policy(json.dumps(less), policy.hash) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[" * 100_000, '{"rules": 7}', '{"transfers": {"T": 1}}', '{"rules": {"R": {}}}']
)
def test_what_is_no_policy_gives_none(text: str) -> None:
    assert kept_policy(text, "a" * 64) is None
