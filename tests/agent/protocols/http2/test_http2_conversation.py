"""Whole conversations over HTTP/2, those of real peers among them, down to readable parts."""

from typing import Any

import pytest

from agent.unwrap import Conversation

STEPS = [1, 100, 1 << 20]


def read(
    sent: bytes, received: bytes, step: int, reads: tuple[bool, bool] = (True, True)
) -> tuple[Conversation, list[tuple[str, bytes]]]:
    """Path and bytes of every part."""
    conversation = Conversation((0, 1), "tcp", reads, ports=(40_000, 80))
    runs = []
    for direction, data in enumerate((sent, received)):
        for at in range(0, len(data), step):
            runs += conversation.feed(direction, at, [data[at : at + step]], 0)
    runs += conversation.close(0) + conversation.close(1)
    parts: dict[int, tuple[str, bytes]] = {}
    for run in runs:
        before = parts.get(run.id, ("", b""))[1]
        parts[run.id] = run.path, before + b"".join(map(bytes, run.pieces))[run.seen :]
    return conversation, list(parts.values())


PEOPLE = (
    "".join(f"王芳{n}\t{n:018}\t{10_000_000_000 + n}\t{'synthetic note ' * 3}\n" for n in range(3)).encode()
    + "合成数据\n".encode()
)
PERSON = "王芳0\t000000000000000000\t10000000000\t".encode() + b"synthetic note " * 3 + b"\n"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["grpc_none", "grpc_gzip", "grpc_deflate"])
def test_a_call_is_read_whatever_its_compression(recorded: Any, name: str, step: int) -> None:
    conversation, parts = read(*recorded(name), step)
    assert ("http2.request.body > grpc > protobuf", PEOPLE) in parts
    assert ("http2.response.body > grpc > protobuf", PERSON * 5) in parts
    assert ("http2.response.headers > percent", "grpc-status: 5\r\ngrpc-message: 结束\r\n".encode()) in parts
    assert (conversation.application, conversation.unread, conversation.opaque_bytes) == ("http2", {}, [0, 0])


@pytest.mark.parametrize("step", STEPS)
def test_an_upgraded_connection_answers_its_first_request_on_stream_1(recorded: Any, step: int) -> None:
    _, parts = read(*recorded("curl_upgraded"), step)
    bodies = [data for path, data in parts if path == "http.upgrade > http2.response.body > gzip > json"]
    assert [b'"path": "/a"' in body for body in bodies] == [True, False]
    assert ("http.request.query > percent", "name=李".encode()) in parts
    assert [path for path, _ in parts if path == "http.upgrade > http2.request.head"] != []


@pytest.mark.parametrize("step", STEPS)
def test_an_answer_is_read_without_its_request(recorded: Any, step: int) -> None:
    _, received = recorded("curl_upload")
    _, parts = read(b"", received, step)
    assert "http2.response.body > gzip > json" in dict(parts)


@pytest.mark.parametrize("step", STEPS)
def test_a_capture_that_begins_within_a_body_finds_the_next_header_block(client: Any, step: int) -> None:
    talk = client().ask(1, "POST", "/a").data(1, b"the rest of a long text that began before the capture", end=True)
    before = len(talk.bytes) - 20
    talk.ask(3, "POST", "/b", ("content-type", "application/json")).data(3, b'{"n": "\\u4e2d"}', end=True)
    talk.ask(5, "GET", "/c", end=True)
    _, parts = read(talk.bytes[before:], b"", step)
    assert ("raw", b"n before the capture") in parts
    assert ("http2.request.body > json", '{"n": "中"}'.encode()) in parts


def test_a_direction_that_stays_is_read_for_names_only(recorded: Any) -> None:
    conversation, parts = read(*recorded("curl_upload"), 1 << 20, (False, True))
    assert conversation.names == ["127.0.0.1"]
    assert {path.split(".")[1] for path, _ in parts} == {"control", "response"}
    conversation, parts = read(*recorded("curl_upload"), 1 << 20, (True, False))
    assert conversation.skip[1]
    assert "http2.request.body > gzip > json" in dict(parts)


def test_a_websocket_within_a_stream_is_opaque(client: Any) -> None:
    talk = client().ask(1, "CONNECT", "/chat", (":protocol", "websocket")).data(1, b"\x81\x85\1\2\3\4masks")
    conversation, _ = read(talk.bytes, b"", 1 << 20)
    assert conversation.unread == {"websocket not supported yet": 11}
    assert conversation.opaque_bytes == [11, 0]


@pytest.mark.parametrize("name", ["grpc_none", "grpc_gzip", "grpc_deflate"])
def test_a_call_is_told_where_the_capture_lacks_its_type(recorded: Any, name: str) -> None:
    sent, _ = recorded(name)
    begin = sent.index(b"\x04\x00\x00\x00\x03") - 4  # the head of the second call refers to the first one's
    _, parts = read(sent[begin:], b"", 100)
    assert b"content-type" not in dict(parts)["http2.request.head"]
    assert dict(parts)["http2.request.body > grpc > protobuf"] == PERSON[:-1] + "\t合成数据\n".encode()
