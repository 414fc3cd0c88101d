"""HTML, XML and the text of office documents."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.markup import Markup, OfficeText, is_markup, resolved

TABLE = (
    b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>na</w:t></w:r><w:r><w:t>me</w:t></w:r></w:p></w:tc>"
    b"<w:tc><w:p><w:r><w:t>1 &lt; 2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    b'<w:p w:rsidR="1"><w:r><w:t>one</w:t><w:tab/><w:t xml:space="preserve">two</w:t></w:r></w:p><w:p><w:r/></w:p>'
)
TOKENS = [b"<w:p>", b"</w:p>", b"</w:tc>", b"<", b">", b"&", b"#", b"x41", b"65", b";", b"amp", b"text", b"\xff"]


@pytest.mark.parametrize("step", [1, 5, 1 << 20])
def test_entities_become_their_characters(decode: Any, step: int) -> None:
    out = decode(Markup, b"<b>&#49;&#x32;3 &amp; &#x5f20; &eacute; &none; &#0; a&b</b>", step)
    assert bytes(out.data).decode() == "<b>123 & 张 é &none; &#0; a&b</b>"


def test_text_without_entities_is_not_copied(decode: Any) -> None:
    out = decode(Markup, b"<p>text</p>")
    assert (bytes(out.data), out.copied) == (b"<p>text</p>", False)


@pytest.mark.parametrize("step", [1, 13, 1 << 20])
def test_a_paragraph_is_a_line_and_a_cell_is_parted(decode: Any, step: int) -> None:
    out = decode(OfficeText, TABLE, step)
    assert bytes(out.data).split() == b"name 1 < 2 one two".split()
    assert b"one two\n" in out.data
    if step > 13:
        assert bytes(out.data) == b"name\t1 < 2\t\none two\n\n"


def test_a_number_of_an_open_document_is_read_where_it_is_shown_rounded(decode: Any) -> None:
    cell = b'<table:table-row><table:table-cell office:value-type="float" office:value="13800001234"><text:p>1.38E10</text:p></table:table-cell></table:table-row>'
    assert bytes(decode(OfficeText, cell).data) == b"13800001234 1.38E10\t\n"


def test_markup_is_told_by_its_first_bytes() -> None:
    assert is_markup(b"\xef\xbb\xbf <?xml")
    assert is_markup(b"<!DOCTYPE html>")
    assert is_markup(b"id &#49;&#50;&#51;")
    assert not is_markup(b"< 5 and > 3")
    assert not is_markup(b"a,<b>")
    assert not is_markup(b"")


def test_what_is_lost_is_passed_on(decode: Any) -> None:
    for make in (Markup, OfficeText):
        out = decode(make, b"<a>&#4" + b"9;</a>", 6, gap_at=6)
        assert out.lost == 7


@given(st.lists(st.sampled_from(TOKENS), max_size=40), st.integers(1, 9))
def test_any_text_is_resolved_the_same_at_any_cut(decode: Any, tokens: list[bytes], step: int) -> None:
    text = b"".join(tokens)
    whole, cut = decode(Markup, text), decode(Markup, text, step)
    assert bytes(cut.data) == bytes(whole.data) == resolved(text)


@given(st.binary(max_size=80) | st.lists(st.sampled_from(TOKENS)).map(b"".join), st.integers(1, 9))
def test_any_bytes_of_a_document_lose_no_word(decode: Any, data: bytes, step: int) -> None:
    whole, cut = (
        decode(OfficeText, b"<w:p>" + data + b"<w:p>kept</w:p>"),
        decode(OfficeText, data + b"<w:p>kept</w:p>", step),
    )
    assert b"kept\n" in whole.data
    assert b"kept\n" in cut.data or cut.failed == "encrypted"
    assert cut.failed == decode(OfficeText, data + b"<w:p>kept</w:p>").failed


@pytest.mark.parametrize("head", [b"\x8f\x01\x02 and so on", b"<\x01", b"\xef\xbb\xbf<a>\x01", b"text of \xe5\xa7\x93"])
def test_members_of_a_protected_document_are_encrypted(decode: Any, head: bytes) -> None:
    assert decode(OfficeText, head).failed == ("encrypted" if head[0] == 0x8F else "")
