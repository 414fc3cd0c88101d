"""The rows of a sheet's XML as lines of cells between tabs (ECMA-376 part 1, 18.3.1.4)."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from policies.expression import expression

HELD_BYTES: Final = 64 << 10
"""Longest row that is kept together where a chunk ends within it."""
MOST_COLUMNS: Final = 256
"""Columns beyond these are not kept under their names."""

_PLACE: Final = expression(rb"""\br=["']([A-Z]{1,3})[0-9]""")
_CELL: Final = expression(rb"<(?:\w{1,20}:)?c(?=[\s>/])")
_TAG: Final = expression(rb"<[^<>]*>")
_SCIENTIFIC: Final = expression(rb"-?\d{1,20}(?:\.\d{0,20})?[eE]\+?\d{1,2}")
_VALUE_END: Final = expression(rb"</(?:\w{1,20}:)?v>")
_BREAKS: Final = bytes.maketrans(b"\t\r\n", b"   ")
_BREAK: Final = expression(rb"&#(?:9|10|13|[xX]0?[9aAdD]);")
_ROW_END: Final = expression(rb"</(?:\w{1,20}:)?row>")


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
    out = [_between(head)]
    column = 0
    for cell in cells:
        attributes, _, content = cell.partition(b">")
        place = _column(attributes, column)
        written = _cell(attributes, content, strings)
        out += (b"\t" * (place - column), written)
        column = 0 if written.endswith(b"\n") else place + 1
    return b"".join(out)


def _column(attributes: bytes, least: int) -> int:
    """The column a cell says it is in: empty ones before it are left out, but a value stays under its name."""
    match = _PLACE.search(attributes)
    return least if match is None else max(least, _number(match[1]))


@lru_cache(maxsize=1024)
def _number(letters: bytes) -> int:
    """The column of these letters, counted from 0."""
    column = 0
    for letter in letters:
        column = 26 * column + letter - 64
    return min(column - 1, MOST_COLUMNS)


def _cell(attributes: bytes, content: bytes, strings: Sequence[bytes]) -> bytes:
    """A cell and what follows it, up to the next one."""
    if b't="s"' in attributes or b"t='s'" in attributes:
        return _shared(content, strings) + _between(content)
    end = _VALUE_END.search(content)
    value = _TAG.sub(b"", content[: end.start()]) if end else _TAG.sub(b"", content).strip()
    return flat(_whole(value)) + b"\t" + _between(content)


def _between(text: bytes) -> bytes:
    return b"\n" * len(_ROW_END.findall(text))


def _shared(content: bytes, strings: Sequence[bytes]) -> bytes:
    index = _TAG.sub(b"", content).strip()
    if index.isdigit() and len(index) < 10 and int(index) < len(strings):
        return strings[int(index)] + b"\t"
    return index + b"\t"


def flat(value: bytes) -> bytes:
    """The text of a cell on one line, so that a row stays one."""
    value = value.translate(_BREAKS).strip()
    return _BREAK.sub(b" ", value) if b"&#" in value else value


def _whole(value: bytes) -> bytes:
    """A number as a person would read it: 1.38E+10 is 13800000000."""
    if (b"E" in value or b"e" in value) and _SCIENTIFIC.fullmatch(value):
        from decimal import Decimal

        return format(Decimal(value.decode("ascii")), "f").encode("ascii")
    return value
