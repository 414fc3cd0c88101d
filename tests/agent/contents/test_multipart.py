"""multipart bodies."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.multipart import Multipart, is_multipart

TYPE = 'multipart/form-data; boundary="==b"'
BODY = (
    b'preamble\r\n--==b\r\nContent-Disposition: form-data; name="who"\r\n\r\nsomeone\r\n'
    b'--==b  \r\nContent-Disposition: form-data; name="f"; filename="a;b.csv"\r\nContent-Type: text/csv\r\n\r\n'
    b"1,2\r\n--==\r\n3,4\r\n"
    b'--==b\r\ncontent-disposition: form-data; name="empty"\r\n\r\n\r\n'
    b"--==b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: Base64\r\n\r\nYWJj\r\n"
    b"--==b--\r\nepilogue"
)


@pytest.mark.parametrize("step", [1, 2, 3, 10, 1000])
def test_files_are_parts_and_fields_are_one(decode: Any, step: int) -> None:
    members = decode(Multipart, BODY, step, type=TYPE).members
    assert [(m.label, m.name, m.type, m.coding, bytes(m.data), m.ended) for m in members] == [
        ("multipart.other", "", "text/plain", "", b"preamble", True),
        ("multipart.fields", "", "text/plain", "", b"who=someone\nempty=\n", True),
        ("multipart", "a;b.csv", "text/csv", "", b"1,2\r\n--==\r\n3,4", True),
        ("multipart", "", "text/plain", "base64", b"YWJj", True),
        ("multipart.other", "", "text/plain", "", b"epilogue", True),
    ]


def test_bare_line_feeds_and_a_missing_end_are_read(decode: Any) -> None:
    body = b'--==b\nContent-Disposition: form-data; name="k"\n\nv\n--==b\nX: y\n\nrest'
    members = decode(Multipart, body, 4, type=TYPE).members
    assert [bytes(m.data) for m in members] == [b"k=v\n", b"rest"]


def test_file_names_of_rfc_8187_are_decoded(decode: Any) -> None:
    body = b"--==b\r\nContent-Disposition: attachment; filename*=UTF-8''%E4%B8%AD.txt\r\n\r\nx\r\n--==b--"
    assert decode(Multipart, body, type=TYPE).members[0].name == "中.txt"


def test_a_gap_goes_to_the_part_that_was_open(decode: Any) -> None:
    out = decode(Multipart, b"--==b\r\n\r\n" + b"x" * 40 + b"\r\n--==b--", 10, type=TYPE, gap_at=30)
    assert (out.members[0].lost, bytes(out.members[0].data)) == (7, b"x" * 40)


def test_a_boundary_is_needed() -> None:
    assert is_multipart("Multipart/Mixed; boundary=x")
    assert not is_multipart("multipart/mixed")


PIECES = [b"\r\n", b"\n", b"--==b", b"--", b'Content-Disposition: form-data; name="n"', b"\r\n\r\n", b"text", b":"]


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)), max_size=30).map(b"".join), st.integers(1, 9)
)
def test_cuts_never_change_the_parts(decode: Any, body: bytes, step: int) -> None:
    whole = decode(Multipart, body, type=TYPE).members
    assert decode(Multipart, body, step, type=TYPE).members == whole
    assert all(member.ended for member in whole)


def test_many_parts_are_all_found(decode: Any) -> None:
    body = b"\r\n--==b\r\n\r\nx" * 20_000
    assert len(decode(Multipart, body, type=TYPE).members) == 20_000


def test_nothing_more_is_cut_once_the_budget_is_spent(decode: Any) -> None:
    body = b"--==b\r\n\r\n" + b"\r\n--==b\r\n\r\n".join([b"x" * 60] * 50)
    first, second, rest = decode(Multipart, body, type=TYPE, room=100).members
    assert len(first.data) == len(second.data) == 60
    assert rest.data.count(b"--==b") == 47


@pytest.mark.parametrize("step", [1, 7, 1000])
@pytest.mark.parametrize(("inner", "ends"), [(b"==b1", b"--==b--\r\n"), (b"==b", b"--==b"), (b"==b-x", b"--==b--")])
def test_a_boundary_that_begins_like_another_is_not_it(decode: Any, inner: bytes, ends: bytes, step: int) -> None:
    nested = b"--%s\r\n\r\ntext\r\n--%s--\r\n" % (inner, inner)
    if inner == b"==b":
        nested = b"text"
    body = b"--==b\r\nContent-Type: x/y\r\n\r\n" + nested + b"\r\n" + ends
    assert [bytes(member.data) for member in decode(Multipart, body, step, type=TYPE).members] == [nested]


def test_a_file_name_in_gbk_is_read(decode: Any) -> None:
    head = '--==b\r\nContent-Disposition: attachment; filename="报告.doc"\r\n\r\nx\r\n--==b--'.encode("gbk")
    assert decode(Multipart, head, type=TYPE).members[0].name == "报告.doc"
