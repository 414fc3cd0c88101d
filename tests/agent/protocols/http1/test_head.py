"""Heads."""

import pytest

from agent.protocols.http1.head import Head, head_end


@pytest.mark.parametrize(
    ("data", "end"),
    [(b"a\r\n\r\nb", 5), (b"a\n\nb", 3), (b"a\n\r\nb", 4), (b"a\n\nb\r\n\r\n", 3), (b"a\r\nb: c\r\n", -1), (b"", -1)],
)
def test_a_head_ends_with_the_first_empty_line(data: bytes, end: int) -> None:
    assert head_end(data) == end


def test_fields_are_found_whatever_their_case_and_space() -> None:
    head = Head(b"POST /a HTTP/1.1\r\nCONTENT-length :\t5 \r\nHost:x\r\nx-host: y\r\n\r\n")
    assert (head.method, head.target, head.status) == (b"POST", b"/a", 0)
    assert head.fields == {b"content-length": b"5", b"host": b"x"}


def test_the_first_field_counts_but_codings_are_a_list() -> None:
    head = Head(b"HTTP/1.1 200 All right\nHost: a\nHost: b\nContent-Encoding: gzip\nContent-Encoding: br\n\n")
    assert (head.status, head.reason) == (200, b"All right")
    assert head.fields == {b"host": b"a", b"content-encoding": b"gzip,br"}


def test_folded_fields_are_joined() -> None:
    assert Head(b"HTTP/1.1 200 OK\r\nContent-Type: a/b;\r\n c=d\r\n\r\n").text(b"content-type") == "a/b; c=d"


def test_file_names_come_from_the_disposition_or_the_path_that_is_put() -> None:
    assert Head(b"PUT /a/%E4%B8%AD.zip?x=1 HTTP/1.1\r\n\r\n").file_name() == "中.zip"
    disposition = "HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=中.csv\r\n\r\n"
    assert Head(disposition.encode()).file_name() == "中.csv"
    assert Head(disposition.encode("gbk")).file_name() == "中.csv"
