"""The normal form of a list's entry, or why it cannot be one."""

import unicodedata
from typing import Final

from policies.lists.tokens import CHARACTER_BYTES, JOINERS, MOST_BYTES

LEAST_DIGITS: Final = 8
LEAST_WORD: Final = 6
LEAST_CHARACTERS: Final = 4
"""Shorter values stand in any text; beside another value of their row they are enough."""
LEAST_BESIDE: Final = 2

_JOINED: Final = str.maketrans("", "", JOINERS.decode() + " \t·")


class Unfit(ValueError):
    """A value that cannot be an entry; the message says why and not what it is."""


def normal_form(value: str, *, beside: bool) -> tuple[bytes, bool]:
    """The bytes that are hashed, and whether joiners were left out; `beside`: another value of its row must stand near.

    Raises:
        Unfit: too short to mean anything, too long, or of mixed scripts.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    bare = text.translate(_JOINED).lower()
    if not bare:
        raise Unfit("empty")
    data = bare.encode()
    if len(data) > MOST_BYTES:
        raise Unfit("longer than 64 bytes")
    if bare.isascii() and bare.isalnum():
        least = LEAST_BESIDE if beside else LEAST_DIGITS if bare.isdigit() else LEAST_WORD
        if len(bare) < least:
            raise Unfit("too short to be told from other text")
        return data, bare != text.lower()
    if all("\u3400" <= character <= "\u9fff" for character in bare) and len(data) == len(bare) * CHARACTER_BYTES:
        if len(bare) < (LEAST_BESIDE if beside else LEAST_CHARACTERS):
            raise Unfit("too short to be told from other text")
        return data, False
    raise Unfit("neither ASCII letters and digits nor Chinese characters alone")
