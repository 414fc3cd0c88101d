"""JSON escapes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.json import Json, is_plain
from agent.contents.json.escapes import unescape

PRINTABLE = st.characters(min_codepoint=0x20, exclude_characters='\\"\x7f', exclude_categories=["Cs"])


@given(st.text(PRINTABLE), st.integers(1, 20))
def test_escaped_text_reads_like_the_text(decode: Any, text: str, step: int) -> None:
    assert bytes(decode(Json, json.dumps(text).encode(), step).data).decode() == f'"{text}"'


@pytest.mark.parametrize("step", [1, 2, 3, 5, 100])
def test_surrogate_pairs_and_nested_json_are_resolved_at_any_cut(decode: Any, step: int) -> None:
    text = rb'{"a":"\ud83d\ude00","b":"{\"c\":\"\\u4e2d\"}","d":"http:\/\/x"}'
    assert bytes(decode(Json, text, step).data).decode() == r'{"a":"😀","b":"{\"c\":\"中\"}","d":"http://x"}'


def test_a_lone_surrogate_is_a_replacement_character() -> None:
    assert unescape(rb"\ud83dx").decode() == "\ufffdx"


def test_text_without_escapes_is_not_copied(decode: Any) -> None:
    out = decode(Json, b'{"a": 1}', 4)
    assert (bytes(out.data), out.copied) == (b'{"a": 1}', False)


@given(st.lists(st.sampled_from([b"\\", b"\\u", b"d83d", b"\\ude00", b"4e2d", b"/", b'"', b"x"])).map(b"".join))
def test_cuts_never_change_the_text(decode: Any, text: bytes) -> None:
    whole = bytes(decode(Json, text).data)
    assert [bytes(decode(Json, text, step).data) for step in (1, 2, 3, 7)] == [whole] * 4


def test_an_escape_that_a_gap_cuts_stays_as_it_is(decode: Any) -> None:
    out = decode(Json, rb"ab\u4e2dcd", 4, gap_at=4)
    assert (bytes(out.data), out.lost) == (rb"ab\u4e2dcd", 7)


@pytest.mark.parametrize("text", [b'{"a":"b"}', b"[1, 2]", b'{"\xe5\xa7\x93\xe5\x90\x8d": 1}'])
def test_plain_text_is_what_the_decoder_passes_on(decode: Any, text: bytes) -> None:
    assert is_plain(text)
    assert bytes(decode(Json, text).data) == text


@pytest.mark.parametrize("text", [rb'{"a":"\u4e2d"}', b'{"a":1}\n', rb'{"a":"\/"}'])
def test_text_with_escapes_or_lines_is_not_plain(text: bytes) -> None:
    assert not is_plain(text)
