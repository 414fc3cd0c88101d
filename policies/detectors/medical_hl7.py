"""HL7 version 2 messages about a patient."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_SIEVE: Final = rb"[\r\n]PID\|[0-9]{0,4}\|[^|\r\n]{0,60}\|[^|\r\n]"
_HEAD: Final = re.compile(rb"(?<![A-Za-z0-9])MSH\|\^~\\&\|")
_PATIENT: Final = re.compile(rb"[\r\n]PID\|[0-9]{0,4}\|[^|\r\n]{0,60}\|(?P<id>[^|^~\r\n]{1,40})")


def claim(sight: Sight) -> Iterator[Claim]:
    """A patient segment shortly behind a message header; the patient's identifier is what counts."""
    for match in sight.matches(_PATIENT, 80, 60):
        if _HEAD.search(sight.window, 0, match.start()):
            yield Claim(*match.span("id"), match["id"], "PID ***", 0.97)


DETECTOR: Final = Detector(
    id="medical.hl7",
    finds="HL7 version 2 message with a patient segment",
    source="HL7 v2.5.1 2.5, 3.4.2 (MSH, PID)",
    false_positives="very low: header and patient segment in one message",
    confidence="0.97 by both segments",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
