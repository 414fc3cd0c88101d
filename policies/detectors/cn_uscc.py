"""The unified social credit code of a legal person."""

import re
from collections.abc import Iterator
from typing import Final

from policies.checksums import organisation_check, uscc_check
from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import RIGHT, covered

_REACH: Final = 20
_REGION: Final = rb"(?:1[0-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-6]|71|8[1-3])[0-9]{4}"
_AUTHORITY: Final = rb"(?:1[1239]|2[19]|3[1-59]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[123]|A[19]|N[1239]|Y1)"
_SIEVE: Final = _AUTHORITY + _REGION + rb"[0-9A-HJ-NPQRTUWXY]{10}"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_WORDS: Final = terms(
    "信用代码 统一代码 税号 纳税人识别号 营业执照 组织机构代码 注册号",
    "uscc usci uniscid credit_code social_credit social_credit_code tax_no tax_id taxpayer business_license "
    "tyshxydm xydm nsrsbh sh shxydm org_code",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """Codes whose check character agrees; of digits alone only where words near or above say so."""
    for match in sight.alone(_PATTERN, _REACH):
        code = match[0]
        if code[17] == uscc_check(code[:17]):
            confidence = _confidence(sight, match)
            if confidence:
                yield Claim(*match.span(), code, covered(code, 4, 2), confidence)


def _confidence(sight: Sight, match: re.Match[bytes]) -> float:
    code = match[0]
    if code.isdigit():
        return 0.9 if sight.called(_WORDS, *match.span()) else 0.0
    inner = code[16] == organisation_check(code[8:16])
    return 0.97 if inner or sight.near(_WORDS, match.start()) else 0.85


DETECTOR: Final = Detector(
    id="cn.uscc",
    finds="unified social credit code, 18 characters",
    source="GB 32100 (modulus 31); GB 11714 (inner organisation code)",
    false_positives="1 in 31 random codes of that shape; digits alone need words near",
    confidence="0.85 by check character; 0.97 with the inner check digit or words near; digits alone 0.9 with words",
    context=Context.RAISES,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((*range(10), 17, 18)),
)
