"""Findings become classes; weak ones are kept apart."""

from policies.classify import UNCLASSIFIED, classifier
from policies.finding import Tally

CLASSES = {"*": "rest", "medical.*": "health", "medical.icd10": "code", "email": "contact"}


def tally(detector: str, confidence: float) -> Tally:
    return Tally(detector, 2, confidence, tuple("abcdefg"), tuple("pqrstuv"))


def test_the_detector_itself_then_the_longest_pattern_decides() -> None:
    by = classifier(CLASSES, 0.5)
    assert [by.class_of(d) for d in ("medical.icd10", "medical.hl7", "email", "vin")] == [
        "code",
        "health",
        "contact",
        "rest",
    ]


def test_a_detector_without_a_class_is_unclassified_not_dropped() -> None:
    strong, _ = classifier({}, 0.5).classify([tally("vin", 0.9)])
    assert strong[0].data_class == UNCLASSIFIED


def test_the_confidence_itself_is_enough() -> None:
    strong, weak = classifier(CLASSES, 0.5).classify([tally("vin", 0.5), tally("email", 0.49)])
    assert [one.detector for one in strong] == ["vin"]
    assert [one.detector for one in weak] == ["email"]


def test_samples_and_parts_are_at_most_five() -> None:
    strong, _ = classifier(CLASSES, 0.5).classify([tally("vin", 0.9)])
    assert (len(strong[0].samples), len(strong[0].parts)) == (5, 5)
