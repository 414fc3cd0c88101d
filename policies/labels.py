"""Labels: words that stand right at a value and name it, for forms so plain that words merely near say nothing."""

import re
from typing import Final

from policies.context import CONTRARY, Terms, after, before
from policies.detector import CHAIN_BYTES, Sight

_FARTHEST: Final = 32
_FILLING: Final = re.compile(
    r"(?:[\s\"'=:：＝>\[【(（\])）】|#*,，_\-\\]|no\.?|nr\.?|numbers?|num|id|code|value|is|card|doc|document|cert|certificate|"
    r"type|addr|address|string|[字号號码碼编編证證件为為是系的类类型種种名称稱])*"
)
"""What may stand between a label and its value: marks and words that only say "number"."""
_EMPTY: Final = re.compile(r"\"\s*\"|'\s*'|,\s*,")
_BRACKET: Final = re.compile(r"[\"']?\s*[(（\[【]\s*")
_TYPE: Final = re.compile(r"[\"']?\s*,\s*[\"']?[a-z _]{0,16}(?:type|类型|kind)[a-z _]{0,6}[\"']?\s*[:=：]\s*[\"']?")
_LIST: Final = re.compile(r"(?:[\s,;/|\"'、，；\[\]]|和|及|与)*".encode())


def labelled(sight: Sight, words: Terms, start: int, end: int) -> bool:
    """Whether one of the words names the span: right before it, in brackets or as its type behind it, atop its column.

    An item of a list has the label of the list.
    """
    column = sight.column(start)
    found = (
        (bool(column) and words.search(column) is not None)
        or _is_before(words, before(sight.window, start))
        or _is_behind(words, after(sight.window, end))
        or _is_listed(sight, words, start)
    )
    if found:
        sight.trail[words] = sight.base + end
    return found


def _is_before(words: Terms, text: str) -> bool:
    first = words.search(text)
    if first is None:
        return False
    *_, last = first.re.finditer(text, first.start())
    between = text[last.end() :]
    return (
        len(between) <= _FARTHEST
        and _FILLING.fullmatch(between) is not None
        and _EMPTY.search(between) is None
        and CONTRARY.search(between) is None
    )


def _is_behind(words: Terms, text: str) -> bool:
    leading = _BRACKET.match(text) or _TYPE.match(text)
    found = words.search(text) if leading else None
    return leading is not None and found is not None and found.start() == leading.end()


def _is_listed(sight: Sight, words: Terms, start: int) -> bool:
    last = sight.trail.get(words, -1)
    if not sight.floor <= last <= sight.base + start <= last + CHAIN_BYTES or last < sight.base:
        return False
    return _LIST.fullmatch(sight.window, last - sight.base, start) is not None
