"""The changes between two policies in words."""

from typing import Any

import pytest

from policies.difference import Change, KeyChange, differences
from reports.policy_changes import plain, told
from reports.wording import Wording, Words


def keys(old: dict[str, Any], new: dict[str, Any]) -> list[Words]:
    ((_, lines),) = told(differences({"rules": {"R": old}}, {"rules": {"R": new}}), Wording(), Wording())
    return list(lines)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({"priority": 5}, {"priority": 7}, Words("priority：由 5 改为 7", "priority: was 5, now 7")),
        ({"priority": 5}, {}, Words("priority：不再为 5", "priority: no longer 5")),
        ({}, {"priority": 7}, Words("priority：7", "priority: 7")),
        ({}, {"basis": ["A", "B"]}, Words("basis：A、B", "basis: A, B")),
        ({"basis": ["A"]}, {"basis": ["B"]}, Words("basis：增加 B；去掉 A", "basis: adds B; drops A")),
        ({"enabled": False}, {"enabled": True}, Words("enabled：由 否 改为 是", "enabled: was no, now yes")),
        (
            {"severity": {"0": "low"}},
            {"severity": {"10": "high", "1": "low"}},
            Words("severity：由 低 改为 1 起低、10 起高", "severity: was low, now low from 1, high from 10"),
        ),
        ({"match": {}}, {"match": {"to": ["US"]}}, Words("match.to：US", "match.to: US")),
    ],
)
def test_a_key_is_told_in_both_languages(old: dict[str, Any], new: dict[str, Any], words: Words) -> None:
    assert keys(old, new) == [words]


def test_an_entry_is_named_with_its_title_from_the_policy_that_has_it() -> None:
    old, new = Wording({"rules": {"R": {"title": {"zh": "旧", "en": "old"}}}}), Wording()
    ((heading, lines),) = told([Change("rules", "R", "removed")], old, new)
    assert (heading, lines) == (Words("删除：规则 R 旧", "removed: rule R old"), ())


def test_a_title_is_not_told_twice() -> None:
    added = Change("rules", "R", "added", (KeyChange("title", None, {"zh": "新"}), KeyChange("priority", None, 1)))
    ((_, lines),) = told([added], Wording(), Wording())
    assert [line.en for line in lines] == ["priority: 1"]


def test_a_text_in_one_language_stands_for_both() -> None:
    assert plain({"zh": "甲"}) == Words("甲", "甲")
