"""International bank account numbers."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import LEFT_SIEVE, RIGHT, RIGHT_SIEVE, covered

_REACH: Final = 44
_PATTERN: Final = re.compile(
    rb"[A-Z]{2}[0-9]{2}(?:[0-9A-Z]{11,30}|(?: [0-9A-Z]{4}){2,7}(?: [0-9A-Z]{1,4})?)(?= ?)" + RIGHT
)
_LENGTHS: Final = {
    country: length
    for length, countries in (
        (15, "NO"), (16, "BE"), (18, "DK FI FO GL NL"), (19, "MK SI"), (20, "AT BA EE KZ LT LU XK"),
        (21, "CH HR LI LV"),
        (22, "BG BH CR DE GB GE IE ME RS VA"), (23, "AE GI IL IQ TL"), (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
        (25, "LY PT ST"), (26, "IS TR"), (27, "FR GR IT MC MR SM"), (28, "AL AZ BY CY DO GT HU LB PL SV"),
        (29, "BR EG PS QA UA"), (30, "JO KW MU"), (31, "MT SC"), (32, "LC"),
    )
    for country in countries.split()
}  # fmt: skip
_NUMERIC: Final = "AT BA BE CZ DE DK EE ES FI FO GL HR HU IL IS LT ME NO PL PT RS SE SI SK TL TN VA XK"
"""Countries whose account numbers are digits only."""
_WORDS: Final = terms("国际银行账 国际银行帐", "iban iban_no bank_account account_number beneficiary_account konto")
_MODULUS: Final = 97
_PLACEHOLDER_DIGITS: Final = 3


def claim(sight: Sight) -> Iterator[Claim]:
    """A country, the length it has, and the check digits (ISO 7064 MOD 97-10)."""
    for match in sight.alone(_PATTERN, _REACH):
        number = match[0].replace(b" ", b"")
        if is_iban(number) and not sight.contrary(match.start()):
            confidence = 0.97 if labelled(sight, _WORDS, *match.span()) else 0.4
            yield Claim(*match.span(), number, covered(number, 4, 2), confidence)


def is_iban(number: bytes) -> bool:
    """Whether country, length, kind of characters and check digits agree."""
    text = number.decode("ascii")
    if _LENGTHS.get(text[:2]) != len(text) or len(set(text[4:])) < _PLACEHOLDER_DIGITS:
        return False
    if text[:2] in _NUMERIC and not text[4:].isdigit():
        return False
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % _MODULUS == 1


DETECTOR: Final = Detector(
    id="iban",
    finds="international bank account number, also in groups of four",
    source="ISO 13616; SWIFT IBAN registry; ISO 7064 MOD 97-10",
    false_positives="1 in 97 tokens that begin with a country and two digits and have that country's length",
    confidence="0.97 by country, length and check digits where words name it, else 0.4",
    context=Context.RAISES,
    family=Family.OWN,
    sieve=LEFT_SIEVE + rb"[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?" + RIGHT_SIEVE,
    claim=claim,
)
