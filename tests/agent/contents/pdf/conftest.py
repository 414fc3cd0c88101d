"""PDF documents, written by hand."""

import zlib
from collections.abc import Callable

import pytest

Make = Callable[..., bytes]


def document(*pages: bytes, extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """A document of pages with these content streams; `extra` goes into its catalogue, `trailer` into its trailer."""
    numbers = range(4, 4 + 2 * len(pages), 2)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + extra + b">>",
        b"<</Type/Pages/Count %d/Kids[" % len(pages) + b" ".join(b"%d 0 R" % number for number in numbers) + b"]>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, content in zip(numbers, pages, strict=True):
        packed = zlib.compress(content, 9)
        resources = b"/Resources<</Font<</F1 3 0 R>>>>"
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R" % (number + 1) + resources + b">>"
        )
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream")
    return assembled(objects, trailer)


def assembled(objects: list[bytes], trailer: bytes) -> bytes:
    """The objects with their cross-reference table."""
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R" % (len(objects) + 1) + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + head + table + tail


def line(text: bytes) -> bytes:
    """A content stream that shows one line."""
    return b"BT /F1 12 Tf 50 700 Td (" + text + b") Tj ET\n"


@pytest.fixture(scope="session")
def make_document() -> Make:
    """Makes a document of one line a page."""
    return lambda *texts, **rest: document(*map(line, texts), **rest)


@pytest.fixture(scope="session")
def encrypted() -> bytes:
    """A document that asks for a password (ISO 32000-1 7.6.3)."""
    standard = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32)
    return document(line(b"hidden"), trailer=standard + b"/ID[<%s><%s>]" % (b"33" * 16, b"33" * 16))


@pytest.fixture(scope="session")
def bomb() -> bytes:
    """A small document that would take gigabytes."""
    return document(b"q " * (4 << 20))
