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
_SIEVE: Final = rb"[1-9ANY][1-59]" + _REGION + rb"[0-9A-HJ-NPQRTUWXY]{10}"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_WORDS: Final = terms(
    "信用代码 统一代码 税号 纳税人识别号 营业执照 组织机构代码 注册号",
    "uscc usci uniscid credit_code social_credit social_credit_code tax_no tax_id taxpayer business_license "
    "tyshxydm xydm nsrsbh sh shxydm org_code",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """Codes whose check character agrees; all-digit ones need a second check or words near."""
    for match in sight.alone(_PATTERN, _REACH):
        code = match[0]
        if code[17] == uscc_check(code[:17]):
            near = sight.near(_WORDS, match.start())
            inner = code[16] == organisation_check(code[8:16])
            if near or inner or not code[:17].isdigit():
                yield Claim(*match.span(), code, covered(code, 4, 2), 0.97 if near or inner else 0.85)


DETECTOR: Final = Detector(
    id="cn.uscc",
    finds="unified social credit code, 18 characters",
    source="GB 32100 (modulus 31); GB 11714 (inner organisation code)",
    false_positives="1 in 31 random codes of that shape; an all-digit number needs a second check",
    confidence="0.85 by check character; 0.97 with the inner check digit or words near",
    context=Context.RAISES,
    family=Family.TOKEN,
    sieve=_SIEVE,
    claim=claim,
)
