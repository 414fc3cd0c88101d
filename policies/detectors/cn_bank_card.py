"""Numbers of bank cards."""

import re
from collections.abc import Iterator
from typing import Final

from policies.checksums import luhn, resident_check
from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import RIGHT, SEPARATOR, compact, covered

_REACH: Final = 24
_UNIONPAY: Final = b"62"
_SIEVE: Final = (
    rb"[3-9][0-9]{3}" + SEPARATOR + rb"[0-9]{4}" + SEPARATOR + rb"[0-9]{4}" + SEPARATOR + rb"[0-9]{4}"
    rb"(?:" + SEPARATOR + rb"[0-9]{1,3})?"
)
_PATTERN: Final = re.compile(
    rb"[3-9][0-9]{3}(?:(?P<joint>[ \-])[0-9]{4}(?P=joint)[0-9]{4}(?P=joint)[0-9]{4}"
    rb"(?:(?P=joint)[0-9]{1,3})?|[0-9]{12,15})" + RIGHT + rb"(?!-[0-9])"
)
_LONG_NUMBER: Final = re.compile(rb"(?<![0-9A-Za-z])[0-9]{15,20}(?![0-9A-Za-z])")
_MANY: Final = 3
_TAIL_OF_MORE: Final = re.compile(rb"[0-9]-\Z")
_CARD: Final = r"(?<![a-z])(?<!id[_\s-])(?<!sim[_\s-])(?<!business[_\s-])card[_\s-]?(?:no|num|number|s)?(?![a-z])"
_WORDS: Final = terms(
    "银行卡 卡号 储蓄卡 借记卡 信用卡 贷记卡 银联 开户行 开户银行 银行账 银行帐 账号 帐号 账户 收款 付款 工资卡 "
    + _CARD,
    "bank_card credit_card debit_card bank_account bank_acct acct account acct_no account_no "
    "pan unionpay yhk yhkh yhzh kh kahao",
)
_YEAR: Final = re.compile(rb"[0-9]{6}(?:19|20)[0-9]{10}")
"""Where a resident number has its year: what is no resident number then is more often a wrong one than a card."""
_YEAR_OF_BIRTH: Final = re.compile(rb"[1-7][0-9]{5}(?:19|20)[0-9]{10}\Z")


def claim(sight: Sight) -> Iterator[Claim]:
    """Numbers whose last digit agrees; under another prefix than UnionPay's 62 only where words near say so."""
    for match in sight.alone(_PATTERN, _REACH):
        number = compact(match[0])
        if luhn(number) and not _TAIL_OF_MORE.search(sight.window, 0, match.start()):
            confidence = _confidence(sight, match, number)
            if confidence:
                yield Claim(*match.span(), number, covered(number, 6, 2), confidence)


def _confidence(sight: Sight, match: re.Match[bytes], number: bytes) -> float:
    if not number.startswith(_UNIONPAY):
        sure = 0.3 if _YEAR.fullmatch(number) else 0.8
        return sure if sight.called(_WORDS, *match.span()) else 0.0
    if sight.contrary(match.start()):
        return 0.6
    if sight.near(_WORDS, match.start()):
        return 0.98
    return 0.9 if not _is_one_of_many(sight, match) or sight.called(_WORDS, *match.span()) else 0.3


def _is_one_of_many(sight: Sight, match: re.Match[bytes]) -> bool:
    """Whether long numbers stand around that are nothing: in a list of random ones every thousandth passes."""
    around = [number for number in sight.around(_LONG_NUMBER, *match.span()) if not _is_resident_number(number)]
    return len(around) >= _MANY and not any(map(luhn, around))


def _is_resident_number(number: bytes) -> bool:
    """Whether it is what stands beside a card in a table of people, a year and the check digit agreeing."""
    return _YEAR_OF_BIRTH.match(number) is not None and number[17] == resident_check(number[:17])


DETECTOR: Final = Detector(
    id="cn.bank_card",
    finds="bank card number, 16 to 19 digits, also in groups of four",
    source="ISO/IEC 7812-1 (Luhn); UnionPay issuer range 62",
    false_positives="1 in 1,000 random 16- to 19-digit numbers (Luhn and 62), fewer in lists of them",
    confidence="0.9 by 62 and Luhn; 0.98 with words near; 0.6 behind order …; 0.3 in a list; others 0.8 with words",
    context=Context.RAISES,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((1, 2, 3, 4, 16, 17, 18, 19)),
)
