"""Patterns that users write: which regular expressions can be run over anything from the network (pure).

A pattern is run only where the scanner found it, on some hundred bytes; still no pattern may take long there, and
every one must be one the scanner can run. So: no look around, no references back, no anchors, nothing unbounded, no
repeat inside of a repeat unless one of them is fixed, ASCII within brackets.
"""

import re
import warnings
from typing import Any, Final

MOST_BYTES: Final = 120
"""Bytes of the longest value."""
MOST_CHOICES: Final = 5000
"""Ways in which the repeats of a pattern can share a text among them."""

_LOOKS: Final = frozenset(
    {"ASSERT", "ASSERT_NOT", "GROUPREF", "GROUPREF_EXISTS", "AT", "POSSESSIVE_REPEAT", "ATOMIC_GROUP"}
)
_REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT"})


def pattern_problem(text: str) -> str:
    """What is wrong with a pattern, for people; "" where it can be used."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree: Any = re._parser.parse(text.encode())  # type: ignore[attr-defined]
    except (re.error, RecursionError, OverflowError, Warning) as error:
        return f"not a regular expression: {error}"
    shortest, longest = tree.getwidth()
    if shortest < 1:
        return "it matches the empty text; write what a value has at least"
    if longest > MOST_BYTES:
        return f"it matches more than {MOST_BYTES} bytes; give every repeat an upper bound, such as {{1,20}} for +"
    return _walk(tree) or _dialect(text)


def _walk(tree: Any) -> str:
    if _choices(tree) > MOST_CHOICES:
        return "its repeats can share a text in too many ways; give them narrower bounds"
    found = _refused(tree)
    if found in _LOOKS:
        return "looking around, references back and anchors cannot be used; a value stands alone without them"
    if found:
        return "within brackets only ASCII characters can stand; write other characters as alternatives: (?:京|沪)"
    return ""


def _refused(tree: Any) -> str:
    """The first thing in the tree that cannot be used, "" for none."""
    for operation, argument in tree:
        name = str(operation)
        if name in _LOOKS:
            return name
        if name == "IN" and any(str(kind) in {"LITERAL", "RANGE"} and _is_high(value) for kind, value in argument):
            return name
        for inner in _inner(name, argument):
            if found := _refused(inner):
                return found
    return ""


def _dialect(text: str) -> str:
    """What Python and the scanner read in different ways, "" for none."""
    if re.search(r"(?<!\\)\(\?(?!:)", text):
        return "of groups only (…) and (?:…) can be used, without names, flags and comments"
    if re.search(r"(?<!\\)\{,", text):
        return "write the lower bound of a repeat too: {0,9} for {,9}"
    return ""


def _is_high(value: Any) -> bool:
    return int(max(value) if isinstance(value, tuple) else value) > 0x7F


def _choices(tree: Any) -> int:
    """An upper bound on the ways the repeats of a tree can divide a text among them."""
    ways = 1
    for operation, argument in tree:
        name = str(operation)
        if name in _REPEATS:
            least, most, inner = argument
            within = _choices(inner)
            ways *= (int(most) - int(least) + 1) * (within ** min(int(most), 64) if within > 1 else 1)
        elif name == "BRANCH":
            ways *= sum(_choices(inner) for inner in argument[1])
        else:
            for inner in _inner(name, argument):
                ways *= _choices(inner)
        if ways > MOST_CHOICES:
            return MOST_CHOICES + 1
    return ways


def _inner(name: str, argument: Any) -> list[Any]:
    if name in _REPEATS:
        return [argument[2]]
    if name == "BRANCH":
        return list(argument[1])
    return [argument[-1]] if name == "SUBPATTERN" else []
