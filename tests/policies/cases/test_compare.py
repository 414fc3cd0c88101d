"""Answers of several transfers are one answer, named by the gravest."""

from itertools import permutations

from policies.cases.compare import Answer, answer_of, together
from policies.verdict import Verdict


def answer(outcome: str, severity: str = "", rules: tuple[str, ...] = ()) -> Answer:
    return answer_of(Verdict(outcome, rules=rules, severity=severity), year=2026, thresholds={})  # type: ignore[arg-type]


def test_the_gravest_names_the_answer_in_any_order() -> None:
    answers = [
        answer("clear"),
        answer("opaque", "low", ("B",)),
        answer("incident", "high", ("A",)),
        answer("incident", "low", ("C",)),
    ]
    for order in permutations(answers):
        one = together(order)
        assert one is not None
        assert (one.verdict, one.rule, one.severity) == ("incident", "A", "high")
        assert set(one.rules) == {"A", "B", "C"}


def test_no_transfer_is_no_answer() -> None:
    assert together([]) is None
