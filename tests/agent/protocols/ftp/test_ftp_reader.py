"""The control connection: what is content, and which data connection carries what."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.ftp.data import Transfer
from agent.protocols.ftp.reader import Ftp

STEPS = [1, 5, 1000]
SENT = (
    b"USER shipper\r\nPASS opensesame\r\nTYPE I\r\nEPSV\r\nSTOR /in/orders.csv\r\nPASV\r\nMLSD\r\nPASV\r\nRETR gone\r\n"
    b"PORT 10,0,0,1,4,210\r\nRETR \xc3\xa4.txt\r\nEPRT |2|2001:db8::1|5282|\r\nAPPE log\r\nQUIT\r\n"
)
REPLIES = (
    b"220 ready\r\n331 go on\r\n230 in\r\n200 I\r\n229 Extended (|||21100|)\r\n150 ok\r\n226 done\r\n"
    b"227 Passive (10,0,0,9,82,109).\r\n150 here\r\n226 done\r\n227 Passive (10,0,0,9,82,110)\r\n550 no such file\r\n"
    b"200 port\r\n150 go\r\n226 done\r\n200 port\r\n125 go\r\n226 done\r\n221 bye\r\n"
)
EXPECTED = [
    (1, 21100, Transfer("ftp.file", "/in/orders.csv")),
    (1, 82 * 256 + 109, Transfer("ftp.listing")),
    (0, 4 * 256 + 210, Transfer("ftp.file", "ä.txt")),
    (0, 5282, Transfer("ftp.file", "log")),
]


def announced(sink: Any) -> list[tuple[int, int, Any]]:
    return [(one.listener, one.port, one.reader) for one in sink.expected if not one.is_void]


@pytest.mark.parametrize("step", STEPS)
def test_each_data_connection_is_announced_with_its_file(read: Any, step: int) -> None:
    assert announced(read(Ftp, SENT, REPLIES, step=step)) == EXPECTED


def test_turn_by_turn_it_is_the_same(read: Any) -> None:
    sink = read(Ftp)
    reader = Ftp(sink)
    at = [0, 0]
    replies = iter(REPLIES.splitlines(keepends=True))

    def say(direction: int, line: bytes) -> None:
        reader.feed(direction, at[direction], [line])
        at[direction] += len(line)

    say(1, next(replies))
    for command in SENT.splitlines(keepends=True):
        say(0, command)
        reply = next(replies)
        say(1, reply)
        if reply[:1] == b"1":
            say(1, next(replies))
    assert announced(sink) == EXPECTED


def test_the_password_is_content_and_the_login_is_not(read: Any) -> None:
    sink = read(Ftp, SENT, REPLIES)
    assert sink.found("ftp.password") == [b"PASS opensesame\r\n"]
    inspected = b"".join(bytes(part.data) for part in sink.parts if part.inspect)
    assert b"shipper" not in inspected
    assert b"2001:db8" not in inspected
    assert b"STOR /in/orders.csv" in inspected


def test_an_anonymous_password_is_an_address(read: Any) -> None:
    sink = read(Ftp, b"USER anonymous\r\nPASS me@x.example\r\nCWD a\r\n")
    assert not sink.found("ftp.password")
    assert sink.found("ftp.login") == [b"USER anonymous\r\nPASS me@x.example\r\n"]


def test_a_server_names_a_unique_file_itself(read: Any) -> None:
    sink = read(Ftp, b"PASV\r\nSTOU\r\n", b"227 (10,0,0,9,1,0)\r\n150 FILE: up.7x1\r\n226 ok\r\n")
    assert announced(sink) == [(1, 256, Transfer("ftp.file", "up.7x1"))]


def test_a_compressing_mode_is_told(read: Any) -> None:
    sent = b"MODE Z\r\nPASV\r\nSTOR a\r\n"
    sink = read(Ftp, sent, b"200 ok\r\n227 (10,0,0,9,1,0)\r\n150 go\r\n")
    assert announced(sink) == [(1, 256, Transfer("ftp.file", "a", ("deflate",)))]


def test_replies_alone_name_the_file(read: Any) -> None:
    received = b"227 (10,0,0,9,1,0)\r\n150 Opening BINARY mode data connection for q3.xlsx (81 bytes).\r\n226 ok\r\n"
    assert announced(read(Ftp, b"", received)) == [(1, 256, Transfer("ftp.file", "q3.xlsx"))]


def test_lost_replies_do_not_shift_the_names(read: Any) -> None:
    sink = read(Ftp)
    reader = Ftp(sink)
    reader.feed(0, 0, [b"NOOP\r\nPASV\r\nSTOR a\r\nPASV\r\nSTOR b\r\n"])
    reader.feed(1, 0, [b"200 ok\r\n2"])
    reader.gap(1, 9, 60)
    reader.feed(1, 69, [b" done\r\n227 (10,0,0,9,1,1)\r\n150 go\r\n226 done\r\n"])
    assert [(port, transfer.path) for _, port, transfer in announced(sink)] == [(257, "ftp.file")]


def test_listings_in_replies_are_content(read: Any) -> None:
    received = b"220 mail ops@x.example FTP\r\n213-Status of dir\r\n -rw- 1 plan.docx\r\n213 End\r\n"
    sink = read(Ftp, b"STAT dir\r\n", received)
    inspected = b"".join(bytes(part.data) for part in sink.parts if part.inspect and part.direction == 1)
    assert b"plan.docx" in inspected
    assert b"ops@" not in inspected


def test_tls_takes_over(read: Any) -> None:
    sink = read(Ftp, b"AUTH TLS\r\n\x16\x03\x01\x00\x05", b"220 FTP\r\n234 go\r\n\x16\x03\x03")
    assert [(way, data, label) for way, _, data, label in sink.switched] == [
        (0, b"\x16\x03\x01\x00\x05", "ftp.auth"),
        (1, b"\x16\x03\x03", "ftp.auth"),
    ]


def test_what_is_no_command_is_raw(read: Any) -> None:
    sink = read(Ftp, b"PASV\r\n12 apples\r\nCWD x\r\ncut", b"nonsense\r\n")
    assert sink.found("raw") == [b"12 apples\r\n", b"nonsense\r\n", b"cut"]


PIECES = [*SENT.splitlines(keepends=True), *REPLIES.splitlines(keepends=True), b"211-\r\n", b"\r\n", b"150 FILE: x\r\n"]
TALK = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=12).map(b"".join)


@given(TALK, TALK, st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(read: Callable, sent: bytes, received: bytes, step: int) -> None:
    def parts(size: int) -> list[tuple[str, bytes, bool]]:
        sink = read(Ftp, sent, received, step=size)
        return [(part.path, bytes(part.data), part.ended) for part in sink.parts]

    assert all(ended for *_, ended in parts(step))
    if b"\x16" not in sent + received:
        assert parts(step) == parts(1 << 20)
