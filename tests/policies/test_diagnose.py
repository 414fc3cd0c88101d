"""Every problem says where it is, in which entry, what was found and what to write."""

from collections.abc import Callable

import pytest

Problems = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nmae: x", '1:1  unknown key "nmae"; did you mean "name"?'),
        ("border: {disputed: flagg}", '1:10  unknown disputed "flagg"; did you mean "flag"?'),
        (
            "processor: {name: {en: Firm Co., Ltd.}}",
            '1:34  unknown key "Ltd."; inside braces a text with a comma needs quotes',
        ),
        ("confidence: high", '1:1  "confidence" must be a number, not "high"'),
        ("confidence: 2", '1:1  "confidence" must be at most 1.0, not "2"'),
        ("transfers: none", '1:1  "transfers" must be a list, not "none"'),
        ("classes: [text]", '1:11  an entry of "classes" must be a mapping (key: value), not "text"'),
        (
            "law_as_of: 2026-02-30",
            '1:1  "law_as_of" is "2026-02-30": not a day of the calendar; write it as 2026-12-31',
        ),
        ("border: {mainland: []}", '1:10  "mainland" must not be empty'),
        ("geo: {overrides: [{country: HK}]}", '1:19  override needs "cidr": write the prefix the answer is for, such'),
        ('processor: {name: {zh: ""}}', '1:13  "name": the text is empty; write zh, en or both'),
    ],
)
def test_a_problem_outside_of_entries(problems_of: Problems, text: str, said: str) -> None:
    assert [problem[: len(said)] for problem in problems_of(text)] == [said]


RULE = "bases: [{id: B, law: x}]\nrules:\n  - id: bulk\n    match: {min_count: 1}\n    severity: low\n    basis: [B]\n"


def test_the_rule_the_examples_start_from_is_sound(problems_of: Problems) -> None:
    assert problems_of(RULE) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    basis: [B]\n", "", '3:5  rule "bulk" needs "basis": name the article or standard it applies'),
        ("basis: [B]", "basis: []", '6:5  "basis" in rule "bulk" must not be empty'),
        ("min_count", "min_cuont", '4:13  unknown key "min_cuont" in rule "bulk"; did you mean "min_count"?'),
        ("min_count: 1", "min_count: few", '4:13  "min_count" in rule "bulk" must be a whole number, not "few"'),
        ("min_count: 1", "min_count: 0", '4:13  "min_count" in rule "bulk" must be at least 1, not "0"'),
        ("low", "{1: lwo}", '5:16  unknown severity "lwo" in rule "bulk"; did you mean "low"?'),
        ("{min_count: 1}", "{}", '4:5  "match" in rule "bulk": an empty match would fire on everything'),
        (
            "    severity: low\n",
            "    severity: low\n    enabled: no\n",
            '6:5  "enabled" in rule "bulk" is "no": write tr',
        ),
    ],
)
def test_a_problem_in_an_entry_names_the_entry(problems_of: Problems, old: str, new: str, said: str) -> None:
    assert [problem[: len(said)] for problem in problems_of(RULE.replace(old, new))] == [said]


def test_all_problems_of_a_file_are_told_at_once(problems_of: Problems) -> None:
    text = RULE.replace("low", "worst").replace("[B]", "[C]") + "nmae: x\nbases2: y\n"
    assert len(problems_of(text)) == 4
