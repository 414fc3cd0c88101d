"""Securities accounts: shareholder codes of Shanghai and Shenzhen, and the all-in-one account."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import RIGHT, covered

_REACH: Final = 14
_SIEVE: Final = rb"(?:[A-F][0-9]{9}|[02][0-9]{9}|[0-9]{12})"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_WORDS: Final = terms(
    "股东代码 股东账 股东帐 股东卡 股东号 证券账 证券帐 股票账 股票帐 沪市账 深市账 股账户",
    "securities_account security_account securities_acct stock_account stock_acct shareholder shareholder_code "
    "stockholder stockholder_id stock_holder holder_code secuid stkacct investor_account "
    "sec_account sec_acct gddm gdzh gdh gdkh zqzh zqzhh trading_account",
)
_UNIFIED_WORDS: Final = terms(
    "一码通 基金账 基金帐 资金账 资金帐",
    "ymt ymth ymtzh unified_account one_code one_code_account yimatong "
    "fund_account fund_acct fund_acc fundacco jjzh zjzh zjzhh",
)
_UNIFIED_LENGTH: Final = 12


def claim(sight: Sight) -> Iterator[Claim]:
    """A letter or 0 or 2 and nine digits, or twelve digits, where words near say what they are."""
    for match in sight.alone(_PATTERN, _REACH):
        account = match[0]
        words = _UNIFIED_WORDS if len(account) == _UNIFIED_LENGTH else _WORDS
        if sight.called(words, *match.span()):
            yield Claim(*match.span(), account, covered(account, 1, 2), 0.85 if account[:1].isalpha() else 0.75)


DETECTOR: Final = Detector(
    id="cn.securities_account",
    finds="securities account: A, B, C, D, E, F, 0 or 2 and nine digits; all-in-one, fund or capital account of twelve",
    source="ChinaClear account rules (A, B, C, F Shanghai; 0, 2 Shenzhen; all-in-one account)",
    false_positives="every lot number of that shape near the words; without them nothing is claimed",
    confidence="0.85 (letter) or 0.75 (digits) with words near, else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((9, 10, 12)),
)
