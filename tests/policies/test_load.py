"""Policies come from packs and files; whatever a file holds, the answer is a policy or PolicyInvalid."""

import json
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.load import load_policy, pack_names
from policies.policy import Policy
from policies.problems import PolicyInvalid

PolicyOf = Callable[[str], Policy]


def test_the_packs_are_known_by_name() -> None:
    assert {"pipl-general", "inventory"} <= set(pack_names())


def test_no_source_is_a_policy_without_rules() -> None:
    assert (load_policy([]).rules.all, load_policy([]).name) == ((), "empty")


def test_a_file_is_named_by_itself_not_by_what_it_extends(policy_of: PolicyOf) -> None:
    assert policy_of("extends: [inventory]").name == "firm"
    assert policy_of("extends: [inventory]\nname: 示例").name == "示例"


def test_extended_files_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "group").mkdir()
    (tmp_path / "group" / "site.yaml").write_text("extends: ../base.yaml\nname: site\n")
    (tmp_path / "base.yaml").write_text("name: base\nconfidence: 0.7\n")
    loaded = load_policy([tmp_path / "group" / "site.yaml"])
    assert (loaded.name, loaded.classifier.confidence) == ("site", 0.7)


def test_files_that_extend_each_other_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: [b.yaml]\nlaw_as_of: 2026-01-01\n")
    (tmp_path / "b.yaml").write_text("extends: [a.yaml]\nconfidence: 0.9\n")
    loaded = load_policy([tmp_path / "a.yaml"])
    assert (loaded.law_as_of, loaded.classifier.confidence) == ("2026-01-01", 0.9)


def test_a_rule_of_a_pack_is_switched_off_by_its_id(policy_of: PolicyOf) -> None:
    ids = {rule.id for rule in policy_of("extends: [inventory]\nrules: [{id: INV-001, enabled: false}]").rules.all}
    assert "INV-001" not in ids
    assert "INV-002" in ids


def test_an_unknown_pack_offers_the_nearest(policy_of: PolicyOf) -> None:
    with pytest.raises(PolicyInvalid, match='unknown pack "inventroy"; did you mean "inventory"'):
        policy_of("extends: [inventroy]")


@pytest.mark.parametrize("source", ["missing.yaml", "/dev/null/x", "a\x00b/c", "x" * 5000 + "/y"])
def test_a_file_that_cannot_be_read_is_a_problem(source: str) -> None:
    with pytest.raises(PolicyInvalid, match="cannot be read"):
        load_policy([source])


def test_a_folder_is_no_policy(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid, match="Is a directory"):
        load_policy([tmp_path])


def test_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("nmae: x\n")
    (tmp_path / "firm.yaml").write_text("extends: [base.yaml]\nconfidence: 3\n")
    with pytest.raises(PolicyInvalid) as told:
        load_policy([tmp_path / "firm.yaml"])
    assert [Path(problem.mark.file).name for problem in told.value.problems] == ["base.yaml", "firm.yaml"]


def test_what_an_officer_breaks_is_not_told_as_the_fault_of_a_pack(policy_of: PolicyOf) -> None:
    with pytest.raises(PolicyInvalid) as told:
        policy_of("extends: [pipl-general]\nbases: none\n")
    assert [problem.message for problem in told.value.problems] == ['"bases" must be a list, not "none"']


KEYS = st.sampled_from(
    [
        "extends",
        "name",
        "border",
        "geo",
        "overrides",
        "cidr",
        "place",
        "transfers",
        "recipients",
        "cidrs",
        "names",
        "valid",
        "from",
        "to",
        "rules",
        "match",
        "classes",
        "detectors",
        "severity",
        "basis",
        "bases",
        "law",
        "id",
        "title",
        "zh",
        "en",
        "assets",
        "parent",
        "confidence",
        "counting",
        "identifiers",
        "processor",
    ]
)
VALUES = st.sampled_from(["CN", "10.0.0.0/8", "2026-01-01", "pi.*", "*", "low", "inventory", "\ud800", "[", "x" * 300])
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | VALUES | st.text(string.printable, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def load_bytes(path: Path, data: bytes) -> None:
    """Load a policy; only PolicyInvalid may come out."""
    path.write_bytes(data)
    try:
        assert load_policy([path]).hash
    except PolicyInvalid:
        return


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(KEYS, TREES, max_size=6))
def test_any_tree_of_known_keys_is_a_policy_or_invalid(tmp_path: Path, tree: dict[str, object]) -> None:
    load_bytes(tmp_path / "p.yaml", json.dumps(tree).encode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_policy_or_invalid(tmp_path: Path, data: bytes) -> None:
    load_bytes(tmp_path / "p.yaml", data)
