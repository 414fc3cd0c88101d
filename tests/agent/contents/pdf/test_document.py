"""PDF documents as parts."""

import random
from typing import Any

import pytest

from agent.contents.pdf import Pdf, child, document
from agent.contents.pdf.document import wrapped

pytest.importorskip("pypdfium2")


@pytest.mark.parametrize("step", [100, 1 << 20])
def test_the_text_of_every_page_is_given(decode: Any, make_document: Any, step: int) -> None:
    out = decode(Pdf, make_document(b"first page 123", b"second page 456"), step)
    assert bytes(out.data).split(b"\n") == [b"first page 123", b"second page 456", b""]
    assert out.failed == ""


def test_an_encrypted_document_is_counted_whole(decode: Any, encrypted: bytes) -> None:
    out = decode(Pdf, encrypted)
    assert out.failed == "pdf encrypted"
    assert [(m.coding, bytes(m.data), m.ended) for m in out.members] == [("encrypted", encrypted, True)]


def test_a_damaged_document_is_counted_whole(decode: Any) -> None:
    out = decode(Pdf, b"%PDF-1.7\nnothing")
    assert out.failed == "pdf damaged"
    assert [(m.coding, len(m.data)) for m in out.members] == [("damaged", 16)]


def test_a_bomb_ends_with_its_process(decode: Any, bomb: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "CPU_SECONDS", 1)
    out = decode(Pdf, bomb)
    assert out.failed == "pdf too costly"
    assert bytes(out.data) == b""


def test_a_spent_budget_ends_the_reading(decode: Any, make_document: Any) -> None:
    class Full(Pdf):
        def __init__(self, outlet: Any) -> None:
            outlet.room = 10
            super().__init__(outlet)

    out = decode(Full, make_document(*[b"a page that is longer than that"] * 5))
    assert bytes(out.data).count(b"\n") == 1


def test_a_document_beyond_the_bound_is_not_spooled(decode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_BYTES", 100)
    assert decode(Pdf, b"%PDF-" + bytes(200), 50).failed == "pdf too large"


def test_without_the_library_the_document_is_unread(
    decode: Any, make_document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "LIBRARY", "no_such_library")
    assert decode(Pdf, make_document(b"text")).failed == "pdf needs the library no_such_library"


def test_nothing_is_decoded_behind_a_gap(decode: Any, make_document: Any) -> None:
    assert decode(Pdf, make_document(b"text"), 100, gap_at=100).failed == "gap"


def test_damage_anywhere_raises_nothing(decode: Any, make_document: Any) -> None:
    whole = make_document(b"text of a page")
    for seed in range(8):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.choice([1, 5, 40])):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        assert decode(Pdf, bytes(data)).failed in ("", "pdf damaged", "pdf encrypted", "pdf too costly")


def test_a_long_number_that_a_column_broke_is_given_whole_too() -> None:
    assert (
        wrapped(b"a 1101051949123\r\n1002X b\n62220202001122\n33446\nend")
        == b"11010519491231002X\n6222020200112233446\n"
    )


@pytest.mark.parametrize(
    "text", [b"", b"13800\n138000", b"a123456789012\n345678", b"123456789012\n345678a", b"12\n1234567890123456"]
)
def test_other_lines_stay_apart(text: bytes) -> None:
    assert wrapped(text) == b""
