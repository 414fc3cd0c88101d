"""Codes of diagnoses."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled

_REACH: Final = 14
_SIEVE: Final = rb"[A-TV-Z][0-9]{2}\.[0-9xX][0-9A-Za-z]{0,6}"
_PATTERN: Final = re.compile(rb"(?P<code>[A-TV-Z][0-9]{2}\.(?:[0-9]{1,3}|[0-9xX]{1,3}(?:x[0-9]{3})?))(?![0-9A-Za-z.])")
_WORDS: Final = terms(
    "诊断 诊断编码 诊断代码 疾病编码 疾病代码 疾病诊断编码 病种编码 icd icd-10",
    "icd icd10 icd_10 icd10_code icd_code diagnosis diagnoses diagnosis_code diag_code dx dx_code disease_code",
)
_IN_CATALOGUE: Final = 4


def claim(sight: Sight) -> Iterator[Claim]:
    """A code with its fourth character where words call it a diagnosis; not a line of a catalogue in its order."""
    for match in sight.alone(_PATTERN, _REACH):
        if not _is_catalogue(sight.window) and labelled(sight, _WORDS, *match.span()):
            code = match["code"].upper()
            yield Claim(*match.span(), code, code[:1].decode() + "**.*", 0.8)


def _is_catalogue(window: bytes) -> bool:
    codes = [match["code"] for match in _PATTERN.finditer(window)]
    return len(codes) >= _IN_CATALOGUE and all(here < there for here, there in pairwise(codes))


DETECTOR: Final = Detector(
    id="medical.icd10",
    finds="code of a diagnosis, with its fourth character",
    source="ICD-10 (WHO); GB/T 14396-2016; national clinical edition 2.0",
    false_positives="codes beside diagnosis words that are nobody's; catalogues in their order are none",
    confidence="0.8 where words call it a diagnosis, else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
)
