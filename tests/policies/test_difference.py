"""What changed between two policies."""

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from policies.difference import Change, KeyChange, differences
from policies.policy import Policy

BEFORE = """
extends: [pipl-general]
geo: {overrides: [{cidr: 10.8.0.0/16, place: hk}, {cidr: 10.9.0.0/16, place: us}]}
assets: [{id: crm, cidrs: 10.20.0.5}]
transfers:
  - {id: T1, mechanism: exemption, recipients: {cidrs: 203.0.113.9}, classes: [pi.ordinary], valid: {to: 2026-01-01}}
  - {id: T2, mechanism: approval, recipients: {cidrs: 203.0.113.8}, classes: [pi.ordinary], valid: {to: 2026-01-01}}
"""
AFTER = """
extends: [pipl-general]
confidence: 0.8
border: {unknown: outside}
geo: {overrides: [{cidr: 10.8.0.0/16, place: sg}, {cidr: 10.7.0.0/16, place: us}]}
assets: [{id: crm, cidrs: [10.20.0.5, 10.20.0.6]}]
transfers:
  - {id: T1, mechanism: standard_contract, recipients: {cidrs: 203.0.113.9}, classes: [pi.ordinary], valid: {to: 2027-01-01}}
  - {id: T3, mechanism: approval, recipients: {cidrs: 203.0.113.8}, classes: [pi.ordinary], valid: {to: 2026-01-01}}
rules: [{id: GEN-040, enabled: false}]
"""


def changes(old: Policy, new: Policy) -> dict[tuple[str, str], Change]:
    found = differences(json.loads(old.report_json()), json.loads(new.report_json()))
    return {(one.section, one.entry): one for one in found}


def test_a_policy_does_not_differ_from_itself(policy_of: Callable[[str], Policy]) -> None:
    assert changes(policy_of(BEFORE), policy_of(BEFORE)) == {}


def test_every_change_is_told_by_entry_and_key(policy_of: Callable[[str], Policy]) -> None:
    found = changes(policy_of(BEFORE), policy_of(AFTER))
    assert [(*where, one.kind) for where, one in found.items()] == [
        ("assets", "crm", "changed"),
        ("border", "", "changed"),
        ("confidence", "", "changed"),
        ("geo", "", "changed"),
        ("rules", "GEN-040", "changed"),
        ("transfers", "T1", "changed"),
        ("transfers", "T2", "removed"),
        ("transfers", "T3", "added"),
    ]
    assert found["transfers", "T1"].keys == (
        KeyChange("mechanism", "exemption", "standard_contract"),
        KeyChange("valid.to", "2026-01-01", "2027-01-01"),
    )
    assert found["rules", "GEN-040"].keys == (KeyChange("enabled", None, False),)
    (cidrs,) = found["assets", "crm"].keys
    assert (cidrs.key, cidrs.added, cidrs.removed) == ("cidrs", ("10.20.0.6/32",), ())
    assert found["confidence", ""].keys == (KeyChange("", None, 0.8),)


def test_entries_without_ids_are_known_by_their_prefix(policy_of: Callable[[str], Policy]) -> None:
    keys = changes(policy_of(BEFORE), policy_of(AFTER))["geo", ""].keys
    assert [one.key for one in keys] == [
        "overrides[10.7.0.0/16]",
        "overrides[10.8.0.0/16].place",
        "overrides[10.9.0.0/16]",
    ]
    assert keys[1] == KeyChange("overrides[10.8.0.0/16].place", "HK", "SG")
    assert keys[0].old is None
    assert keys[2].new is None


def test_a_key_that_an_older_record_lacks_is_no_change_while_it_is_empty() -> None:
    assert differences({"rules": {"R": {}}}, {"rules": {"R": {"holds": [], "role": "", "owner": None}}}) == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), json_values, max_size=3), st.dictionaries(st.text(max_size=3), json_values))
def test_any_two_records_can_be_compared_and_none_differs_from_itself(old: dict, new: dict) -> None:  # type: ignore[type-arg]
    differences(old, new)
    assert differences(old, old) == ()
