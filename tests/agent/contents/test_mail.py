"""Mail messages: what is addressing, what is content."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.mail import HEAD_BYTES, enclosed, is_mail, sent

HEAD = (
    b"From: a@x.example\r\nTo: b@y.example,\r\n c@y.example\r\nReceived: by d@z\r\nSubject: =?gbk?B?1tDOxA==?=\r\n"
    b"X-Note: folded\r\n\tline\r\nContent-Type: text/csv; name=n.csv\r\nContent-Transfer-Encoding: Base64\r\n"
)
BODY = b"YWJj\r\n\r\nZGVm\r\n"


def members(collected: Any) -> dict[str, bytes]:
    return {member.label: bytes(member.data) for member in collected.members}


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_fields_are_split_into_addressing_and_content(decode: Any, step: int) -> None:
    read = decode(sent, HEAD + b"\r\n" + BODY, step)
    assert members(read) == {
        "mail.addresses": b"From: a@x.example\nTo: b@y.example, c@y.example\nReceived: by d@z\n"
        b"Content-Type: text/csv; name=n.csv\nContent-Transfer-Encoding: Base64\n",
        "mail.headers": "Subject: 中文\nX-Note: folded\tline\n".encode(),
        "mail.body": BODY,
    }
    assert [member.inspect for member in read.members] == [False, True, True]
    body = read.members[-1]
    assert (body.name, body.type, body.coding) == ("n.csv", "text/csv; name=n.csv", "base64")


def test_who_wrote_to_whom_is_content_in_a_message_that_is_enclosed(decode: Any) -> None:
    read = members(decode(enclosed, HEAD + b"\r\n" + BODY))
    assert b"To: b@y.example, c@y.example\n" in read["mail.headers"]
    assert b"Received" in read["mail.addresses"]


@pytest.mark.parametrize("text", [b"no header at all, just text\n\nmore", b"\r\n\r\nbody", b"\nbody", b"x"])
def test_text_without_fields_is_all_body(decode: Any, text: bytes) -> None:
    empty_line = b"\r\n" if text.startswith(b"\r\n") else b"\n"
    assert members(decode(sent, text)) == {"mail.body": text.removeprefix(empty_line)}


def test_a_header_section_without_end_is_cut_and_read_on(decode: Any) -> None:
    read = decode(sent, b"X-A: " + b"y" * (HEAD_BYTES + 5000), 1400)
    assert len(b"".join(members(read).values())) >= HEAD_BYTES + 5000


def test_a_gap_in_the_header_section_leaves_the_rest_as_body(decode: Any) -> None:
    read = decode(sent, HEAD + b"\r\n" + BODY, 40, gap_at=80)
    assert b"From" in members(read)["mail.addresses"]
    assert read.members[-1].label == "mail.body"
    assert read.members[-1].lost == 7


@given(
    st.lists(st.one_of(st.sampled_from([HEAD, b"\r\n", b"\n", b" ", b"a:", b":"]), st.binary(max_size=30)), max_size=8)
)
def test_no_byte_makes_an_error_and_pieces_change_nothing(decode: Any, pieces: list[bytes]) -> None:
    data = b"".join(pieces)

    def read(step: int) -> list[tuple[str, bytes]]:
        return [(m.label, bytes(m.data)) for m in decode(sent, data, step).members]

    assert read(3) == read(1 << 20)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"From: a@x.example\r\nTo: b@y.example\r\n\r\ntext", True),
        (b"Received: from a\n\tby b\nSubject: x\nX-Any: 1\nDate: long ago", True),
        (b"From: a@x.example\r\n\r\ntext\nmore", False),
        (b"To: you\nFrom: me\n- a list\n- of things\n\nend", False),
        (b"Date: Mon\r\nServer: x\r\nContent-Type: a\r\n", False),
        (b"key: value\nother: value\n", False),
        (b"", False),
    ],
)
def test_a_message_is_told_by_its_first_fields(head: bytes, told: bool) -> None:
    assert is_mail(head) == told
