"""Protobuf messages as they arrive."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.contents.protobuf import Message, Messages
from agent.contents.protobuf.messages import WHOLE_BYTES

Field = Callable[[int, bytes | str | int], bytes]
STEPS = [1000, 1 << 20]


def framed(*messages: bytes) -> bytes:
    return b"".join(len(message).to_bytes(4, "big") + message for message in messages)


@pytest.mark.parametrize("step", [1, 5, *STEPS])
def test_a_message_is_a_record_a_line(decode: Any, field: Field, step: int) -> None:
    messages = [field(1, f"name {n}") + field(2, f"{n:018}") for n in range(3)]
    out = decode(Messages, framed(*messages, b""), step)
    assert out.data == b"".join(b"name %d\t%018d\n" % (n, n) for n in range(3))
    assert decode(Message, messages[0], step).data == b"name 0\t000000000000000000\n"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("make", [Message, Messages])
def test_a_long_message_is_read_field_by_field(decode: Any, field: Field, make: Any, step: int) -> None:
    people = [field(1, f"name {n}") + field(2, f"{n:018}") for n in range(4000)]
    message = b"".join(field(1, person) for person in people) + field(2, "the end")
    out = decode(make, message if make is Message else framed(message, people[0]), step)
    lines = bytes(out.data).split(b"\n")
    assert lines[1:4001] == [b"name %d\t%018d" % (n, n) for n in range(4000)]
    assert lines[4001] == b"the end"
    assert make is Message or lines[4002] == b"name 0\t000000000000000000"


@pytest.mark.parametrize("step", STEPS)
def test_long_values_are_streamed_as_what_they_are(decode: Any, field: Field, step: int) -> None:
    long_text, picture = "文本" * WHOLE_BYTES, b"\x89PNG\r\n\x1a\n" + bytes(WHOLE_BYTES)
    inner = field(1, "in a long message") + field(2, picture) + field(3, "behind it")
    out = decode(Messages, framed(field(1, long_text) + field(2, inner) + field(3, "last"), field(1, "next")), step)
    assert out.data.decode().split("\n") == ["", long_text, "in a long message\tbehind it\tlast", "next", ""]
    assert [(member.label, bytes(member.data)) for member in out.members] == [("protobuf.bytes", picture)]


@pytest.mark.parametrize("step", [1, *STEPS])
def test_what_is_no_message_is_given_as_it_is(decode: Any, field: Field, step: int) -> None:
    assert decode(Message, b"plain text, wrongly declared", step).data == b"plain text, wrongly declared\n"
    text = b"a long text, wrongly declared " * 3000
    assert bytes(decode(Message, text, max(step, 99)).data) == text
    assert decode(Message, field(1, "a") + b"\x07rest", step).data == b"a\n\x07rest\n"
    assert decode(Messages, framed(field(1, "a") + b"\x07rest", field(1, "b")), step).data == b"a\n\x07rest\nb\n"
    assert decode(Messages, framed(field(1, "a"))[:-1], step).data == b"\x0a\x01\n"


def test_damage_in_a_long_message_gives_the_rest_of_it_and_the_next_is_read(decode: Any, field: Field) -> None:
    text = b"no field " * WHOLE_BYTES
    out = decode(Messages, framed(field(1, "a") + b"\x07" + text, field(1, "b")), 3000)
    assert out.data == b"\na\x07" + text + b"\nb\n"


def test_behind_a_gap_a_long_value_goes_on_and_everything_else_is_as_it_is(decode: Any, field: Field) -> None:
    long_text = "0123456789" * WHOLE_BYTES
    out = decode(Messages, framed(field(1, long_text))[:-7] + framed(field(1, "b")), 4000, gap_at=8000)
    assert (out.lost, bytes(out.data[-2:])) == (7, b"b\n")
    data = framed(field(1, "abcdefghijk") + field(2, "xyz"))
    out = decode(Messages, data[:10] + data[17:], 10, gap_at=10)
    assert (out.lost, bytes(out.data)) == (7, b"\x0a\x0babcd\n\x12\x03xyz\n")


messages = st.lists(st.binary(max_size=40), max_size=5)


@given(messages, st.integers(1, 30), st.sampled_from([Message, Messages]))
@settings(deadline=None)
def test_how_bytes_are_cut_never_changes_what_is_read(decode: Any, parts: list[bytes], step: int, make: Any) -> None:
    data = framed(*parts) + b"\0"
    whole, cut = decode(make, data), decode(make, data, step)
    assert (cut.data, [member.data for member in cut.members]) == (whole.data, [m.data for m in whole.members])


@given(st.binary(max_size=200), st.integers(1, 30), st.sampled_from([Message, Messages]))
@settings(deadline=None)
def test_any_bytes_and_gaps_are_survived(decode: Any, data: bytes, step: int, make: Any) -> None:
    decode(make, data, step, gap_at=2 * step)
