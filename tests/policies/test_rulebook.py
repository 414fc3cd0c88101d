"""The rules of a policy, found by what they speak of."""

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from policies.reasons import Text
from policies.rulebook import rulebook
from policies.rules import Conditions, Rule
from policies.verdict import Classified

CLASSES, DETECTORS = ("a", "b", "data.important"), ("d", "e")
PLAIN = Rule("R", Text("规则", "Rule"), 500, ("B",), ((0, "low"),), "subjects", "findings", Conditions())
NAMED = [
    replace(
        PLAIN,
        id=str(n),
        match=Conditions(classes=c, detectors=d),
        names_important=c is not None and "data.important" in c,
    )
    for n, (c, d) in enumerate(
        itertools.product(
            (None, frozenset({"a"}), frozenset({"a", "b"}), frozenset({"data.important"})),
            (None, frozenset({"d"}), frozenset({"e"})),
        )
    )
]
FINDINGS = [Classified(d, c, 1, 0.9, (), ()) for c, d in itertools.product(CLASSES, DETECTORS)]


@given(st.lists(st.sampled_from(FINDINGS), min_size=1, max_size=3), st.lists(st.sampled_from(FINDINGS), max_size=2))
def test_the_book_leaves_out_only_rules_that_speak_of_no_finding(
    findings: list[Classified], important: list[Classified]
) -> None:
    named = frozenset(important)
    wanted = [
        rule.id
        for rule in NAMED
        if any(
            (
                rule.match.classes is None
                or one.data_class in rule.match.classes
                or (one in named and "data.important" in rule.match.classes)
            )
            and (rule.match.detectors is None or one.detector in rule.match.detectors)
            for one in findings
        )
    ]
    assert [rule.id for rule in rulebook(NAMED).for_findings(findings, named)] == wanted


def test_rules_are_told_apart_by_what_they_speak_of() -> None:
    opaque, anything = replace(PLAIN, speaks_of="opaque"), replace(PLAIN, speaks_of="any")
    book = rulebook([PLAIN, opaque, anything])
    assert (book.on_findings, book.on_opaque, book.on_any) == ((PLAIN,), (opaque, anything), (anything,))
