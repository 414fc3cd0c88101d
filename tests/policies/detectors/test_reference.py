"""The reference page says of each detector what the detector says of itself."""

from pathlib import Path

import pytest

from policies.detector import Detector
from policies.detectors import DETECTORS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "detectors.md"


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.id)
def test_the_page_has_the_detectors_row(detector: Detector) -> None:
    facts = (detector.finds, detector.source, detector.context.value, detector.confidence, detector.false_positives)
    assert f"| `{detector.id}` | {' | '.join(facts)} |" in PAGE.read_text(encoding="utf-8")


def test_ids_are_distinct() -> None:
    assert len({detector.id for detector in DETECTORS}) == len(DETECTORS)
