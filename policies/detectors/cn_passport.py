"""Numbers of Chinese passports."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import RIGHT, covered

_REACH: Final = 12
_SIEVE: Final = rb"(?:[Ee][A-HJ-NP-Za-hj-np-z0-9][0-9]{7}|[Gg][0-9]{8}|[DSPdsp][Ee]?[0-9]{7,8})"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_COMMON: Final = re.compile(rb"E[A-Z0-9][0-9]{7}|G[0-9]{8}")
_WORDS: Final = terms(
    "护照 旅行证件 出入境证件",
    "passport passport_no pass_port travel_doc travel_document huzhao hzh hzhm hz_no pp_no ppt ppt_no",
)
_DOCUMENT_WORDS: Final = terms(
    "证件号 证件编号 证件",
    "cert cert_no certificate_no id_doc identity_doc identity_document document_no doc_no id_no id_number "
    "zjh zjhm credential",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """A letter or two and 7 or 8 digits, where words near say passport or document; there is no check digit."""
    for match in sight.alone(_PATTERN, _REACH):
        confidence = _confidence(sight, match)
        if confidence:
            normal = match[0].upper()
            yield Claim(*match.span(), normal, covered(normal, 1, 2), confidence)


def _confidence(sight: Sight, match: re.Match[bytes]) -> float:
    if sight.called(_WORDS, *match.span()):
        return 0.85
    return 0.6 if _COMMON.fullmatch(match[0]) and sight.called(_DOCUMENT_WORDS, *match.span()) else 0.0


DETECTOR: Final = Detector(
    id="cn.passport",
    finds="passport number of the mainland: E, E with a letter, G; D, S, P for official ones",
    source="Passport Law; series of the National Immigration Administration",
    false_positives="every part number of that shape near the word passport; without the word nothing is claimed",
    confidence="0.85 with words near; E and G numbers 0.6 where they say document only; else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((7, 8)),
)
