"""Own detectors tried on their examples."""

from policies.own import OwnDetector
from policies.reasons import Text
from policies.rehearsal import rehearse


def own(examples: tuple[str, ...], counterexamples: tuple[str, ...]) -> OwnDetector:
    title = Text("工号", "employee number")
    return OwnDetector("x.no", title, r"EMP-\d{6}", "", (), False, "pi", 0.8, examples, counterexamples)


def test_what_does_as_it_should_is_not_told() -> None:
    assert list(rehearse([own(("a EMP-004711",), ("EMP-00471", "XEMP-004711"))])) == []


def test_an_example_that_is_not_found_is_told_by_its_number() -> None:
    assert [str(one) for one in rehearse([own(("EMP-004711", "EMP 004711"), ())])] == [
        'own detector "x.no": example 2 is not found'
    ]


def test_a_counterexample_that_is_found_is_told() -> None:
    assert [str(one) for one in rehearse([own((), ("EMP-004711",))])] == [
        'own detector "x.no": counterexample 1 is found'
    ]
