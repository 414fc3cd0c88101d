"""The ids of detectors are stable words."""

import re

from policies.detector_ids import DETECTOR_IDS


def test_ids_are_distinct_lower_case_words() -> None:
    assert len(set(DETECTOR_IDS)) == len(DETECTOR_IDS)
    assert all(re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)?", one) for one in DETECTOR_IDS)


def test_what_the_detectors_call_themselves_can_be_named_in_a_policy() -> None:
    from policies.detectors import DETECTORS

    assert {detector.id for detector in DETECTORS} <= set(DETECTOR_IDS)
