"""The organisation code of before 2015."""

import re
from collections.abc import Iterator
from typing import Final

from policies.checksums import organisation_check
from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import LABEL_JOINT, RIGHT, RIGHT_SIEVE, covered, spelled

_REACH: Final = 12
_BODY: Final = rb"[0-9A-Z]{8}"
_PATTERN: Final = re.compile(_BODY + rb"-?[0-9X]" + RIGHT + rb"(?!-)")
_WORDS: Final = terms(
    "组织机构代码 机构代码", "org_code organization_code organisation_code organization_institution_code zzjgdm zzjgdmz"
)
_LABELS: Final = spelled("机构代码 机构代码证 机构代码证号") + rb"|(?i:org(?:ani[sz]ation)?[_ -]?code|zzjgdmz?)"


def claim(sight: Sight) -> Iterator[Claim]:
    """Eight characters and their check character, where words name the code."""
    for match in sight.alone(_PATTERN, _REACH):
        code = match[0].replace(b"-", b"")
        is_code = len(set(code)) > len("ab") and code[8] == organisation_check(code[:8])
        if is_code and labelled(sight, _WORDS, *match.span()):
            yield Claim(*match.span(), code, covered(code, 2, 2), 0.9)


DETECTOR: Final = Detector(
    id="cn.org_code",
    finds="organisation code: eight characters, check character",
    source="GB 11714-1997 (modulus 11)",
    false_positives="1 in 11 tokens of that shape has the check character; none is claimed without words that name it",
    confidence="0.9 by check character where words name it, else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_BODY + rb"-[0-9X]",
    claim=claim,
    also=rb"(?:" + _LABELS + rb")" + LABEL_JOINT + _BODY + rb"[0-9X]" + RIGHT_SIEVE,
)
