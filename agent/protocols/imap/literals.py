"""Literals: bytes of a length that a line announces at its end, and what they are of (RFC 3501 4.3, RFC 3516, 7888)."""

import re
from typing import Final

from policies.expression import expression

_LITERAL: Final = expression(rb"~?\{(\d{1,12})[+-]?\}\r?\n\Z")
_SECTION: Final = expression(rb"(BODY|BINARY|RFC822)(\.[A-Z.]+)?(?:\[([^\]]*)\])?(?:<(\d{1,12})>)? ?\Z", re.I)
_MAILBOX: Final = expression(rb"&([A-Za-z0-9+,]*)-")


def announced(line: bytes) -> re.Match[bytes] | None:
    """The literal that a line ends with; its first group is the size."""
    return _LITERAL.search(line)


def section(before: bytes) -> tuple[str, int] | None:
    """What a literal in an answer to FETCH is of, by the bytes before it: kind and offset within it.

    Returns:
        ("mail" | "headers" | a part number such as "1.2" | "text", offset), None where it is of none.
    """
    match = _SECTION.search(before[-400:])
    if match is None:
        return None
    name, suffix, inside, offset = match[1].upper(), (match[2] or b"").upper(), match[3], int(match[4] or 0)
    if name == b"RFC822":
        kind = {b"": "mail", b".HEADER": "headers", b".TEXT": "text"}.get(suffix, "text")
        return kind, offset
    if inside is None:
        return None
    inside = inside.upper()
    if not inside:
        return "mail", offset
    if b"HEADER" in inside or b"MIME" in inside:
        return "headers", offset
    if inside[:1].isdigit():
        number = inside.decode("latin-1")
        return ("text" if number.endswith("TEXT") else number), offset
    return "text", offset


def readable(line: bytes) -> bytes:
    """A line with its mailbox names in modified UTF-7 (RFC 3501 5.1.3) decoded."""
    return _MAILBOX.sub(_shifted, line) if b"&" in line else line


def _shifted(match: re.Match[bytes]) -> bytes:
    if not match[1]:
        return b"&"
    try:
        return (b"+" + match[1].replace(b",", b"/") + b"-").decode("utf-7").encode("utf-8", "replace")
    except UnicodeDecodeError:
        return match[0]
