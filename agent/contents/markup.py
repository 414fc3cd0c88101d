"""HTML and XML: entities resolved, and the text of office documents without its tags.

Tags of HTML and XML stay, because values stand in attributes too. In office documents one word may
be spread over several elements, so there only paragraphs, cells and rows part the text.
"""

import re
from collections.abc import Sequence
from html.entities import html5
from typing import Final

from agent.contents.format import Outlet
from policies.expression import expression
from policies.part import Buffer

ENTITY_BYTES: Final = 32
"""Longest entity that is resolved; the longest name has 31 characters."""
TAG_BYTES: Final = 64 << 10
"""Longest tag that is kept whole where a piece ends within it."""

TELLING_BYTES: Final = 64
"""First bytes of a document's XML that tell whether it is any."""

_NO_TEXT: Final = expression(rb"[\x00-\x08\x0e-\x1f]")
_TEXT_BEGINS: Final = (b"<", b"\xef", b"\xff", b"\xfe")
_ENTITY: Final = expression(rb"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,30}));")
_UNFINISHED: Final = expression(rb"&(?:#[0-9xXa-fA-F]*|[A-Za-z0-9]*)\Z")

_PARTS: Final = (
    (re.compile(rb'<table:table-cell[^<>]*?\soffice:value="([^"<>]*)"[^<>]*>'), rb"\1 "),
    (re.compile(rb"</(?:\w{1,20}:)?[ph]></(?:\w{1,20}:)?(?:tc|table-cell)>"), b"\t"),
    (re.compile(rb"</(?:\w{1,20}:)?(?:tc|table-cell)>"), b"\t"),
    (re.compile(rb"</(?:\w{1,20}:)?(?:p|h|tr|table-row|row|si|text)>"), b"\n"),
    (re.compile(rb"<(?:w:tab|w:br|w:cr|a:br|text:s|text:tab|text:line-break)(?:\s[^<>]*)?/>"), b" "),
    (re.compile(rb"<[^<>]*>"), b""),
)


class Markup:
    """Text with its entities resolved; text that has none is passed on as it is, not copied."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Resolve entities; one that is split between two pieces is held back."""
        data = self._held + b"".join(pieces)
        if not self._held and b"&" not in data:
            self._outlet.give(pieces, same=True)
            return
        match = _UNFINISHED.search(data, max(0, len(data) - ENTITY_BYTES))
        cut = match.start() if match else len(data)
        self._held = data[cut:]
        if cut:
            self._outlet.give((resolved(data[:cut]),))

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes."""
        self.close()
        return self._outlet.lose(size)

    def close(self) -> None:
        """Give what was held back."""
        held, self._held = self._held, b""
        if held:
            self._outlet.give((resolved(held),))


class OfficeText:
    """The text of an office document's XML: a paragraph or a table's row a line, cells between tabs."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._begun = False

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Strip; the last line is held back, because its cell may go on."""
        data = self._held + b"".join(pieces)
        if not self._begun:
            self._held = data
            if len(data) < TELLING_BYTES or self._is_encrypted():
                return
        cut = _paragraph(data)
        self._held = data[cut:]
        self._give(data[:cut])

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes."""
        self.close()
        return self._outlet.lose(size)

    def close(self) -> None:
        """Give the last line."""
        if not self._begun and self._is_encrypted():
            return
        held, self._held = self._held, b""
        self._give(held)

    def _is_encrypted(self) -> bool:
        """Whether it is no text: OpenDocument under a password keeps the names and types of its members."""
        self._begun = True
        head = self._held[:TELLING_BYTES]
        encrypted = _NO_TEXT.search(head) is not None and head.lstrip()[:1] not in _TEXT_BEGINS
        if encrypted:
            self._held = b""
            self._outlet.fail("encrypted")
        return encrypted

    def _give(self, data: bytes) -> None:
        for pattern, text in _PARTS:
            data = pattern.sub(text, data)
        if data:
            self._outlet.give((resolved(data),))


def resolved(text: bytes) -> bytes:
    """Text with its entities resolved, as HTML 5 names them; what is none stays."""
    return _ENTITY.sub(_character, text) if b"&" in text else text


def is_markup(head: bytes) -> bool:
    """Whether a text begins with a tag, or is mostly numeric entities, whatever its declared type."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2]
    return (start[:1] == b"<" and (start[1:].isalpha() or start[1:] in b"?!")) or head.count(b"&#") >= 3


def _character(match: re.Match[bytes]) -> bytes:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return html5.get(name.decode("ascii") + ";", match[0].decode("ascii")).encode()
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not code or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return match[0]
    return chr(code).encode()


def _paragraph(data: bytes) -> int:
    """Where the last paragraph or row begins that may go on; no more than TAG_BYTES are held back."""
    for mark in (b"<w:p>", b"<w:p ", b"<a:p>", b"<text:p", b"<table:table-row", b"<"):
        cut = data.rfind(mark)
        if cut >= 0 and len(data) - cut <= TAG_BYTES:
            return cut
    return len(data)
