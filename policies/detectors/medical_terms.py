"""Medical records, by the names of their fields."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_REACH: Final = 64
_AHEAD: Final = 100
_SEPARATOR: Final = rb"[\"'\\]{0,2}\]?[ ]{0,2}(?::|=|\t|>|\xef\xbc\x9a)[ \t\"'\\]{0,4}"
_VALUE: Final = rb"(?=[0-9A-Za-z]{2}|[\xe3-\xe9])"
_NUMBER: Final = "(?:病历号|病案号|住院号|门诊号|就诊号|就诊卡号|病人ID)"
_NUMBER_ENGLISH: Final = (
    "(?:medical_?record_?(?:no|number|id)|medical record (?:no|number)\\.?|mrn|patient_?(?:no|id)|admission_?no)"
)
_KINDS: Final = (
    f"{_NUMBER}|{_NUMBER_ENGLISH}",
    "(?:(?:初步|入院|出院|临床|主要|门诊|西医|中医|病理)?诊断)|(?:diagnosis|admission_?diagnosis|discharge_?diagnosis)",
    "主诉|chief[_ ]?complaint",
    "现病史|(?:history[_ ]?of[_ ]?)?present[_ ]?illness",
    "既往史|past[_ ]?(?:medical[_ ]?)?history",
    "过敏史|allergy[_ ]?history|allergies",
    "体格检查|查体|physical[_ ]?exam(?:ination)?",
    "处方|医嘱|prescription|medications?",
)
_MARKS: Final = tuple(
    re.compile(rb"(?<![A-Za-z])(?i:" + kind.encode() + rb")" + _SEPARATOR + _VALUE) for kind in _KINDS
)
_CLINICAL: Final = (2, 3, 4, 5)  # which no other trade has
_RECORD: Final = re.compile(
    rb"(?<![A-Za-z])(?i:"
    + f"{_NUMBER}|{_NUMBER_ENGLISH}".encode()
    + rb")"
    + _SEPARATOR
    + rb"(?P<value>[A-Za-z]{0,4}[\-]?[0-9]{4,18})(?![0-9A-Za-z])"
)
_CHINESE: Final = "(?:病历号|病案号|住院号|门诊号|就诊号|诊断|主诉|现病史|既往史|过敏史|处方|医嘱)".encode()
_SIEVE: Final = (
    _CHINESE + rb"[\"']?[ ]?(?:[:=\t>]|\xef\xbc\x9a)[^\n]|"
    rb"(?i:diagnosis|chief[_ ]?complaint|present[_ ]?illness|medical_?record_?no|mrn)[\"']?[ ]?[:=>][^\n]"
)


def claim(sight: Sight) -> Iterator[Claim]:
    """Fields of at least two kinds with values, one of which only medicine has: a number of a record or a history."""
    window = sight.window
    marks = [bool(mark.search(window)) for mark in _MARKS]
    clinical = sum(marks[place] for place in _CLINICAL)
    if sum(marks) < len(("number", "diagnosis")) or not (clinical or (marks[0] and (marks[1] or marks[-1]))):
        return
    records = sight.matches(_RECORD, _REACH, _AHEAD)
    for record in records:
        value = record["value"].replace(b"-", b"").upper()
        yield Claim(*record.span("value"), value, value[:2].decode() + "***", 0.9)
    if not _RECORD.search(window):
        for mark in _MARKS:
            for match in sight.matches(mark, _REACH, _AHEAD):
                value = window[match.end() : match.end() + _REACH].splitlines()[0]
                yield Claim(*match.span(), value, match[0].decode("utf-8", "replace").strip(), 0.8)


DETECTOR: Final = Detector(
    id="medical.terms",
    finds="medical record: number, diagnosis, complaint, histories, findings, prescription",
    source="Basic rules for medical records (2010); WS 445-2014",
    false_positives="case reports in textbooks; a diagnosis alone, as of machines, is none, nor are empty fields",
    confidence="0.9 with a record number, 0.8 without; two kinds of fields with values",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
