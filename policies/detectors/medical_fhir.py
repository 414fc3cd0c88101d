"""FHIR resources about a patient, in JSON."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_SIEVE: Final = (
    rb"\"resourceType\"\s?:\s?\"(?:Patient|Observation|Condition|Encounter|MedicationRequest|DiagnosticReport|"
    rb"Procedure|AllergyIntolerance|Immunization)\"[,}\s]"
)
_TYPE: Final = re.compile(rb"\"resourceType\"\s?:\s?\"(?P<type>[A-Z][A-Za-z]{5,20})\"")
_PATIENT: Final = re.compile(rb"\"(?:birthDate|identifier|gender|name)\"\s?:\s?[\[\"]")
_ABOUT: Final = re.compile(rb"\"(?:subject|patient)\"\s?:\s?\{|\"reference\"\s?:\s?\"Patient/")
_ID: Final = re.compile(rb"\"id\"\s?:\s?\"(?P<id>[A-Za-z0-9\-.]{1,64})\"")


def claim(sight: Sight) -> Iterator[Claim]:
    """The resource's type with a field of a patient near it, or of whom it is about."""
    for match in sight.matches(_TYPE, 80):
        marks = _PATIENT if match["type"] == b"Patient" else _ABOUT
        if marks.search(sight.window):
            own = _ID.search(sight.window, match.end())
            name = match["type"] + b"/" + (own["id"] if own else b"")
            yield Claim(*match.span(), name, match["type"].decode() + "/***", 0.9)


DETECTOR: Final = Detector(
    id="medical.fhir",
    finds="FHIR resource about a patient, in JSON",
    source="HL7 FHIR R4 (JSON representation)",
    false_positives="published examples of FHIR",
    confidence="0.9 by type and a field of the patient near it",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
