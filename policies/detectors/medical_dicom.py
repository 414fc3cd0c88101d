"""DICOM files."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_SIEVE: Final = rb"DICM\x02\x00\x00\x00UL\x04\x00[\x00-\xff]"
_FILE: Final = re.compile(rb"DICM\x02\x00\x00\x00UL\x04\x00.{0,150}", re.DOTALL)
_PREAMBLE: Final = 128


def claim(sight: Sight) -> Iterator[Claim]:
    """The prefix behind a preamble of 128 bytes and the group length that must follow; the instance is what counts."""
    for match in sight.matches(_FILE, 16, 150):
        if match.start() >= _PREAMBLE:
            yield Claim(match.start(), match.start() + 4, match[0], "DICM ***", 0.9)


DETECTOR: Final = Detector(
    id="medical.dicom",
    finds="DICOM file",
    source="DICOM PS3.10 7.1 (ISO 12052)",
    false_positives="images of phantoms and of no one",
    confidence="0.9 by prefix and group length",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
