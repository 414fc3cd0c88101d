"""Names lead somewhere, entries do not contradict each other."""

from collections.abc import Callable

import pytest

Problems = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "detectors: {cn.mobil: unclassified}",
            '1:13  unknown detector "cn.mobil" in detectors; did you mean "cn.mobile"?',
        ),
        ("detectors: {email: pi.x}", '1:13  unknown data class "pi.x" in detector "email"'),
        ("detectors: {zzz.*: unclassified}", '1:13  no detector matches "zzz.*" in detectors'),
        ("counting: {identifiers: [emial]}", '1:26  unknown detector "emial" in counting; did you mean "email"?'),
        ("classes: [{id: a, parent: b}]", '1:19  unknown data class "b" in class "a"'),
        ("bases: [{id: a, law: x, replaced_by: b}]", '1:25  unknown basis "b" in basis "a"'),
        ("bases: [{id: a, law: x, penalty: b}]", '1:25  unknown basis "b" in basis "a"'),
        ("assets: [{id: a, cidrs: [10.0.0.0/8], holds: [pi.*]}]", '1:47  no data class matches "pi.*" in asset "a"'),
    ],
)
def test_a_name_that_leads_nowhere_is_told(problems_of: Problems, text: str, said: str) -> None:
    assert problems_of(text) == [said]


def test_a_rule_names_known_classes_detectors_assets_and_bases(problems_of: Problems) -> None:
    rule = "rules: [{id: r, match: {classes: [a], detectors: [b], assets: [c]}, severity: low, basis: [d]}]"
    kinds = [problem.split('"')[0].split("  ")[1] for problem in problems_of(rule)]
    assert kinds == ["unknown data class ", "unknown detector ", "unknown asset ", "unknown basis "]


def test_a_class_is_not_its_own_ancestor(problems_of: Problems) -> None:
    assert problems_of("classes: [{id: a, parent: b}, {id: b, parent: c}, {id: c, parent: b}]") == [
        '1:39  class "b" is its own ancestor',
        '1:59  class "c" is its own ancestor',
    ]


def test_an_id_stands_once_in_a_file(problems_of: Problems) -> None:
    assert problems_of("classes: [{id: a}, {id: a}]") == ['1:20  class "a" stands twice; it was given in line 1']


def test_one_prefix_has_one_answer(problems_of: Problems) -> None:
    two = "geo: {overrides: [{cidr: 10.1.0.0/16, country: HK}, {cidr: 10.1.0.0/16, place: %s}]}"
    assert problems_of(two % "hk") == []
    assert "10.1.0.0/16 is US here and HK in" in problems_of(two % "US")[0]


def test_calling_a_public_prefix_mainland_needs_a_reason(problems_of: Problems) -> None:
    public = "geo: {overrides: [{cidr: 8.8.8.0/24, place: mainland%s}]}"
    assert "calling it mainland exempts it" in problems_of(public % "")[0]
    assert "exempts it" in problems_of(public.replace("mainland", "CN") % "")[0]
    assert problems_of(public % ", reason: our data centre") == []
    assert problems_of("geo: {overrides: [{cidr: 10.0.0.0/8, place: mainland}]}") == []
