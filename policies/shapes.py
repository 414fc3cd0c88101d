"""Byte patterns the detectors share: neighbours, separators, provinces, dates, widths.

Rule 1: what the sieve reads (`*_SIEVE`, no lookaround) lets through at least what the confirming pattern accepts.
Rule 2: a neighbour that only looks like a letter or digit is none: the end of `%3A`, of `\\n` or of
`\\u53f7` (`begins_alone`).
"""

import re
from typing import Final

LEFT_SIEVE: Final = rb"(?:[^0-9A-Za-z]|\\[bfnrt]|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4})"
RIGHT_SIEVE: Final = rb"[^0-9A-Za-z]"

RIGHT: Final = rb"(?![0-9A-Za-z])(?!\.[0-9])"

SEPARATOR: Final = rb"[ .\-]?"

PROVINCE: Final = rb"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71)"
MONTH_DAY: Final = rb"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
CHECK_X: Final = rb"(?:[0-9Xx]|\xef\xbc\xb8|\xef\xbd\x98|\xa3[\xd8\xf8])"

LABEL_JOINT: Final = rb"(?:[^0-9A-Za-z]|\\u[0-9A-Fa-f]{4}){0,16}"
"""What a sieve lets stand between a label and its value, for forms so plain that only labelled ones are looked at."""

_NO_NEIGHBOUR: Final = re.compile(rb"(?:%[0-9A-Fa-f]{2}|\\[bfnrt]|\\u[0-9A-Fa-f]{4})\Z")


def spelled(words: str) -> bytes:
    """Any of the Chinese words (split at spaces) in UTF-8, GB 18030 or escaped as in JSON; a pattern for sieves too."""
    utf8, gbk = ([re.escape(word.encode(charset)) for word in words.split()] for charset in ("utf-8", "gb18030"))
    escaped = [b"".join(rb"\\u(?i:%04x)" % ord(character) for character in word) for word in words.split()]
    return b"(?:" + b"|".join([*utf8, *gbk, *escaped]) + b")"


def begins_alone(window: bytes, start: int) -> bool:
    """Whether no letter, digit or decimal point belongs to what begins at `start`."""
    if start == 0:
        return True
    before = window[start - 1 : start]
    if not before.isalnum():
        return before != b"." or not window[max(0, start - 2) : start - 1].isdigit()
    return _NO_NEIGHBOUR.search(window, max(0, start - 6), start) is not None


def compact(value: bytes) -> bytes:
    """The value without separators."""
    return value.translate(None, b" .-")


def covered(value: bytes, head: int, tail: int) -> str:
    """The value with all but its first `head` and last `tail` characters starred."""
    text = value.decode("utf-8", "replace")
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]
