"""Records of JSON, a line each."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.json import Json

PEOPLE = [
    {
        "name": "某甲",
        "id": "A1",
        "phones": [{"kind": "home", "no": "1"}, {"kind": "work", "no": "2"}],
        "at": {"city": "x"},
    },
    {"name": "某乙", "id": "B2", "phones": [], "at": {"city": "y"}},
]
RECORDS = [json.dumps(person, ensure_ascii=False) for person in PEOPLE]


def lines(decode: Any, text: str, step: int) -> list[str]:
    out = decode(Json, text.encode(), step)
    assert out.failed == ""
    return [" ".join(line.split()) for line in bytes(out.data).decode().split("\n") if "name" in line]


def squeezed(line: str) -> str:
    return "".join(line.split()).rstrip(",]}")


@pytest.mark.parametrize("step", [1, 2, 3, 7, 100, 1 << 20])
@pytest.mark.parametrize("indent", [1, 2, 4, "\t"])
@pytest.mark.parametrize("wrap", [lambda people: people, lambda people: {"total": 2, "data": {"people": people}}])
def test_an_object_of_the_first_list_is_a_line_however_deep_its_own_are(
    decode: Any, wrap: Any, indent: Any, step: int
) -> None:
    text = json.dumps(wrap(PEOPLE), ensure_ascii=False, indent=indent)
    assert list(map(squeezed, lines(decode, text, step))) == [squeezed(record) for record in RECORDS]


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_objects_that_begin_where_others_end_are_lines(decode: Any, step: int) -> None:
    text = '[{\n  "name": "a",\n  "no": 1\n}, {\n  "name": "b",\n  "no": 2\n}]'
    assert lines(decode, text, step) == ['[{ "name": "a", "no": 1 },', '{ "name": "b", "no": 2 }]']


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_documents_one_behind_the_other_are_lines(decode: Any, step: int) -> None:
    text = '{\r\n  "name": "a",\r\n  "of": {"no": 1}\r\n}\r\n{\r\n  "name": "b"\r\n}\r\n'
    assert lines(decode, text, step) == ['{ "name": "a", "of": {"no": 1} }', '{ "name": "b" }']


@pytest.mark.parametrize("text", ['{"a": 1}\n{"a": 2}\n' * 40, '[{"a": 1},\n{"a": 2}]', '{"a": "b\\\\n"}' * 50, ""])
def test_text_that_has_a_record_a_line_is_passed_on_as_it_is(decode: Any, text: str) -> None:
    out = decode(Json, text.encode())
    assert bytes(out.data).decode() == text


def test_much_white_space_is_not_held(decode: Any) -> None:
    out = decode(Json, b'{\n "a":' + b" " * 100_000 + b"\n1}", 5000)
    assert len(out.data) > 90_000


@given(
    st.lists(
        st.sampled_from([b"{", b"}", b"[", b"]", b",", b"\n", b"\r", b" ", b"  ", b'"a":1', b"\\u4e2d", b"x" * 90]),
        max_size=40,
    ),
    st.integers(1, 40),
)
def test_cuts_never_change_the_lines(decode: Any, tokens: list[bytes], step: int) -> None:
    text = b"[" + b"".join(tokens)
    assert decode(Json, text, step).data == decode(Json, text).data
