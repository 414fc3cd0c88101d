"""Heads of HTTP/2 as text."""

from agent.protocols.http2.head import Head


def test_a_request_is_written_as_http_1_writes_it() -> None:
    head = Head([(b":method", b"PUT"), (b":path", b"/a/%E4%B8%AD.csv"), (b":authority", b"a.example"), (b"x", b"y")])
    assert head.text("request") == b"PUT /a/%E4%B8%AD.csv HTTP/2\r\nhost: a.example\r\nx: y\r\n\r\n"
    assert (head.kind, head.host, head.name()) == ("request", b"a.example", "中.csv")
    assert head.escaped("request") == [(".query", b"/a/%E4%B8%AD.csv")]


def test_what_was_not_seen_is_a_question_mark() -> None:
    assert Head([(b":method", b"GET"), (b"?", b"?")]).text("request") == b"GET ? HTTP/2\r\n?: ?\r\n\r\n"


def test_trailers_have_no_start_line() -> None:
    head = Head([(b"grpc-status", b"0")])
    assert (head.kind, head.text(""), head.escaped("")) == ("", b"grpc-status: 0\r\n\r\n", [])


def test_an_interim_answer_is_told() -> None:
    assert Head([(b":status", b"103")]).is_interim
    assert not Head([(b":status", b"200")]).is_interim


def test_the_type_of_a_body_has_the_coding_of_its_messages_only_where_it_has_messages() -> None:
    coding = (b"grpc-encoding", b"gzip")
    assert Head([(b"content-type", b"application/grpc"), coding]).type() == "application/grpc; grpc-encoding=gzip"
    assert Head([(b"content-type", b"text/plain"), coding]).type() == "text/plain"
    assert Head([(b"content-encoding", b"gzip, br")]).codings() == ("gzip", "br")
