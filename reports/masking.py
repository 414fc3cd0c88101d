"""Numbers that senders put into names are masked before a name is kept or shown (pure).

A host name or path is the sender's text: `110101….example` is how data leaves by DNS. Digit runs of
eight and more keep their first three and last two characters; so do runs of 15 to 20 letters and
digits that are mostly digits (vehicle and company numbers).
"""

import re
from typing import Final

DIGITS: Final = re.compile(r"(?<![0-9A-Za-z])(?=(?:[A-Za-z]*\d){8})[0-9A-Za-z]{15,20}(?![0-9A-Za-z])|\d{8,}")
KEPT_FIRST = 3
KEPT_LAST = 2


def mask_numbers(text: str) -> str:
    """The text with long numbers masked; their length is kept."""
    return DIGITS.sub(_mask, text)


def _mask(match: re.Match[str]) -> str:
    run = match[0]
    return run[:KEPT_FIRST] + "*" * (len(run) - KEPT_FIRST - KEPT_LAST) + run[-KEPT_LAST:]
