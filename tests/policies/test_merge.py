"""A later file overrides an earlier one entry by entry."""

from typing import Any

from policies.document import Block, read_document
from policies.merge import overlay


def tree(text: str, file: str = "f") -> Block:
    problems: list[Any] = []
    read = read_document(text.encode(), file, problems)
    assert read is not None
    assert problems == []
    return read


def test_an_entry_of_the_same_id_gets_the_keys_the_later_file_gives() -> None:
    pack = tree("rules:\n  - {id: A, severity: low, basis: [X]}\n  - {id: B, severity: low}\n")
    firm = tree("rules:\n  - {id: B, severity: high}\n  - {id: C, severity: low}\n")
    assert overlay(pack, firm)["rules"] == [
        {"id": "A", "severity": "low", "basis": ["X"]},
        {"id": "B", "severity": "high"},
        {"id": "C", "severity": "low"},
    ]


def test_entries_of_one_file_never_override_each_other() -> None:
    assert len(overlay(tree("rules: [{id: A}]"), tree("rules: [{id: B}, {id: B}]"))["rules"]) == 3


def test_lists_without_ids_grow_and_lists_of_texts_are_replaced() -> None:
    merged = overlay(
        tree("geo: {overrides: [{cidr: a}]}\nborder: {mainland: [CN]}"),
        tree("geo: {overrides: [{cidr: b}]}\nborder: {mainland: [CN, HK]}"),
    )
    assert merged["geo"]["overrides"] == [{"cidr": "a"}, {"cidr": "b"}]
    assert merged["border"]["mainland"] == ["CN", "HK"]


def test_mappings_are_merged_key_by_key() -> None:
    merged = overlay(tree("detectors: {email: x, vin: y}"), tree("detectors: {email: z}"))
    assert merged["detectors"] == {"email": "z", "vin": "y"}


def test_a_key_without_a_value_overrides_nothing() -> None:
    assert overlay(tree("rules: [{id: A}]"), tree("rules:"))["rules"] == [{"id": "A"}]


def test_every_key_keeps_the_place_it_came_from() -> None:
    merged = overlay(tree("rules: [{id: A, severity: low}]", "pack"), tree("\nrules: [{id: A, basis: x}]", "firm"))
    rule = merged["rules"][0]
    assert (rule.marks["severity"].file, rule.marks["basis"].file, rule.marks["basis"].line) == ("pack", "firm", 2)


def test_neither_tree_is_changed() -> None:
    pack, firm = tree("rules: [{id: A, x: 1}]"), tree("rules: [{id: A, x: 2}]")
    overlay(pack, firm)
    assert (pack, firm) == ({"rules": [{"id": "A", "x": "1"}]}, {"rules": [{"id": "A", "x": "2"}]})
