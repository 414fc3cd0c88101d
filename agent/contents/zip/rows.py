"""The rows of a sheet's XML as lines of cells between tabs (ECMA-376 part 1, 18.3.1.4)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

HELD_BYTES: Final = 64 << 10
"""Longest row that is kept together where a chunk ends within it."""

_CELL: Final = re.compile(rb"<(?:\w{1,20}:)?c(?=[\s>/])")
_TAG: Final = re.compile(rb"<[^<>]*>")
_SCIENTIFIC: Final = re.compile(rb"-?\d{1,20}(?:\.\d{0,20})?[eE]\+?\d{1,2}")
_VALUE_END: Final = re.compile(rb"</(?:\w{1,20}:)?v>")
_ROW_END: Final = re.compile(rb"</(?:\w{1,20}:)?row>")


def lines(chunks: Iterable[bytes], strings: Sequence[bytes]) -> Iterator[bytes]:
    """The text of the rows, entities as they are.

    Args:
        chunks: the XML, cut anywhere.
        strings: the shared strings, by index.
    """
    held = b""
    for chunk in chunks:
        text = held + chunk
        ends = max(text.rfind(b"/row>"), text.rfind(b":row>")) + len(b"/row>")
        if ends < len(b"/row>"):
            ends = 0 if len(text) < HELD_BYTES else len(text)
        held = text[ends:]
        yield _rows(text[:ends], strings)
    yield _rows(held, strings)


def _rows(text: bytes, strings: Sequence[bytes]) -> bytes:
    head, *cells = _CELL.split(text)
    return b"".join((_between(head), *(_cell(cell, strings) for cell in cells)))


def _cell(text: bytes, strings: Sequence[bytes]) -> bytes:
    """A cell and what follows it, up to the next one."""
    attributes, _, content = text.partition(b">")
    if b't="s"' in attributes or b"t='s'" in attributes:
        return _shared(content, strings) + _between(content)
    end = _VALUE_END.search(content)
    value = _TAG.sub(b"", content[: end.start()]) if end else _TAG.sub(b"", content).strip()
    return _whole(value) + b"\t" + _between(content)


def _between(text: bytes) -> bytes:
    return b"\n" * len(_ROW_END.findall(text))


def _shared(content: bytes, strings: Sequence[bytes]) -> bytes:
    index = _TAG.sub(b"", content).strip()
    if index.isdigit() and len(index) < 10 and int(index) < len(strings):
        return strings[int(index)].strip() + b"\t"
    return index + b"\t"


def _whole(value: bytes) -> bytes:
    """A number as a person would read it: 1.38E+10 is 13800000000."""
    if (b"E" in value or b"e" in value) and _SCIENTIFIC.fullmatch(value):
        from decimal import Decimal

        return format(Decimal(value.decode("ascii")), "f").encode("ascii")
    return value
