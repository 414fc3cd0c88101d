"""Text in lines of a width, where Chinese characters take two places and may be parted anywhere (pure)."""

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import combining, east_asian_width

LEAST: Final = 20
"""Places a line has at least, however narrow the terminal."""

CLOSING: Final = "，。；：、！？）》」』】,.;:!?)]}"
"""Marks that never begin a line."""

_PIECE: Final = re.compile(r"\s+|[^\s\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]+|.", re.DOTALL)


def display_width(text: str) -> int:
    """How many places `text` takes in a terminal (Unicode UAX 11: wide and full-width take two)."""
    return sum(0 if combining(mark) else 2 if east_asian_width(mark) in "WF" else 1 for mark in text)


def wrapped(text: str, width: int, indent: str = "", further: str | None = None) -> Iterator[str]:
    """The text in lines of at most `width` places; a word that is longer stands alone.

    Args:
        text: one paragraph.
        width: places, the indent included.
        indent: what the first line begins with.
        further: what the others begin with; the same where it is not given.
    """
    begin, rest = indent, indent if further is None else further
    room = max(width, LEAST + display_width(rest))
    line, used = "", display_width(begin)
    for piece in _pieces(text):
        if piece.isspace():
            if line:
                line, used = f"{line} ", used + 1
            continue
        wide = display_width(piece)
        if line and used + wide > room:
            yield (begin + line).rstrip()
            begin, line, used = rest, "", display_width(rest)
        line, used = line + piece, used + wide
    if line:
        yield (begin + line).rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Spaces, words and single Chinese characters; a closing mark stays with what it closes."""
    held = ""
    for match in _PIECE.finditer(text):
        piece = match[0]
        if held and not held.isspace() and piece[0] in CLOSING:
            held += piece
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held
