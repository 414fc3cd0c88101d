"""Conversations with SQL Server as whole, recorded ones among them."""

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.sql.tds.reader import Tds

COLLATION = b"\x04\x08\xd0\x00\x34"
HEADERS = b"\x16\0\0\0\x12\0\0\0\2\0" + bytes(8) + b"\1\0\0\0"


def packets(kind: int, payload: bytes, size: int = 4096) -> bytes:
    out = b""
    while True:
        piece, payload = payload[: size - 8], payload[size - 8 :]
        out += bytes([kind, not payload]) + struct.pack(">HHBB", len(piece) + 8, 0, 1, 0) + piece
        if not payload:
            return out


def wide(text: str, count: str = "B") -> bytes:
    return struct.pack("<" + count, len(text)) + text.encode("utf-16-le")


def columns(*kinds: tuple[str, bytes]) -> bytes:
    described = b"".join(struct.pack("<IH", 0, 9) + kind + wide(name) for name, kind in kinds)
    return b"\x81" + struct.pack("<H", len(kinds)) + described


def text(value: str) -> bytes:
    return struct.pack("<H", 2 * len(value)) + value.encode("utf-16-le")


NVARCHAR = b"\xe7\x50\0" + COLLATION
PEOPLE = columns(("id", b"\x26\4"), ("name", NVARCHAR), ("note", b"\xa7\x50\0" + COLLATION))
DONE = b"\xfd" + bytes(12)
PRELOGIN = packets(18, b"\0\0\x0b\0\6\1\0\x11\0\1\xff" + bytes(7))
ANSWER = packets(4, b"\0\0\x0b\0\6\1\0\x11\0\1\xff" + bytes(7))


def row(number: int, name: str, note: bytes) -> bytes:
    return b"\xd1\4" + struct.pack("<i", number) + text(name) + struct.pack("<H", len(note)) + note


def batch(statement: str) -> bytes:
    return packets(1, HEADERS + statement.encode("utf-16-le"))


@pytest.mark.parametrize("step", [1, 100, 1 << 20])
@pytest.mark.parametrize("size", [50, 4096])
def test_rows_stand_under_the_names_of_their_columns(read: Any, step: int, size: int) -> None:
    rows = b"".join(row(n, "张三", "值".encode("gb18030")) for n in range(30))
    without = b"\xd2\2" + b"\4" + struct.pack("<i", 30) + struct.pack("<H", 1) + b"x"
    sink = read(Tds, b"", ANSWER + packets(4, PEOPLE + rows + without + DONE, size), step=step)
    lines = sink.found("tds.rows")[0].decode().split("\n")
    assert lines[:2] == ["id\tname\tnote", "0\t张三\t值"]
    assert lines[31:] == ["30\t\tx"]
    assert not sink.found("raw")


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_batches_and_calls_are_read(read: Any, step: int) -> None:
    call = HEADERS + b"\xff\xff\x0a\0\0\0"
    for value in ("UPDATE t SET mobile = @P1 WHERE id = @P2", "@P1 nvarchar(40), @P2 int"):
        call += b"\0\0" + NVARCHAR + text(value)
    call += wide("@P1") + b"\0" + NVARCHAR + text("13900000000") + wide("@P2") + b"\0\x26\4\4" + struct.pack("<i", 7)
    sink = read(Tds, PRELOGIN + batch("SELECT '张三'") + packets(3, call, 60) + batch("COMMIT"), step=step)
    assert [part.decode() for part in sink.found("tds.statement")] == [
        "SELECT '张三'",
        "UPDATE t SET mobile = @P1 WHERE id = @P2",
        "COMMIT",
    ]
    assert sink.found("tds.parameters") == [b"mobile\tid\n13900000000\t7"]
    assert not sink.found("raw")


@pytest.mark.parametrize("step", [999, 1 << 20])
def test_a_long_batch_is_one_statement(read: Any, step: int) -> None:
    statement = "INSERT INTO t VALUES (N'" + "字" * 60_000 + "')"
    sink = read(Tds, PRELOGIN + batch(statement), step=step)
    assert [part.decode() for part in sink.found("tds.statement")] == [statement]


@pytest.mark.parametrize("step", [999, 1 << 20])
def test_a_row_too_long_to_be_held_is_given_as_bytes(read: Any, step: int) -> None:
    value = b"y" * 70_000
    long = b"\xd1" + struct.pack("<QI", len(value), len(value)) + value + bytes(4)
    kinds = columns(("text", b"\xa7\xff\xff" + COLLATION))
    short = b"\xd1" + struct.pack("<QI", 2, 2) + b"ab" + bytes(4)
    sink = read(Tds, b"", packets(4, kinds + short + long + DONE) + packets(4, kinds + short + DONE), step=step)
    assert sink.found("tds.rows") == [b"text\nab", b"text\nab"]
    assert sink.found("raw") == [long + DONE]


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_an_encrypted_login_is_unread_and_what_follows_is_read(read: Any, step: int) -> None:
    record = b"\x17\3\3\0\x10" + bytes(16)
    sink = read(Tds, PRELOGIN + packets(18, b"\x16\3\3\0\5hello") + record + batch("SELECT 1"), step=step)
    assert [(part.path, part.codings) for part in sink.parts] == [
        ("tds.encrypted", ("encrypted",)),
        ("tds.statement", ()),
    ]
    assert not sink.sealed
    sink = read(Tds, PRELOGIN + record * 10, step=step)
    assert sink.sealed


def test_what_is_left_of_a_message_behind_a_gap_is_given_as_bytes(read: Any) -> None:
    rows = b"".join(row(n, "张三", b"note") for n in range(300))
    data = packets(4, PEOPLE + rows + DONE, 200) + packets(4, PEOPLE + row(1, "李四", b"behind") + DONE)
    sink = read(Tds)
    reader = Tds(sink)
    reader.feed(1, 0, [data[:450]])
    reader.gap(1, 450, 100)
    reader.feed(1, 550, [data[550:]])
    reader.close(1, len(data))
    assert sink.found("tds.rows")[1].decode() == "id\tname\tnote\n1\t李四\tbehind"
    assert sum(len(part) for part in sink.found("raw")) > 5000


def test_recorded_conversations_are_read(read: Any, recorded: Any) -> None:
    sink = read(Tds, *recorded("tds_python"))
    first = "0\t张三0\t13900000000\tcard-0\t1990-01-02\t2024-04-25 10:00:00\t1234.50\t0.0\t备注 note\t\t"
    rows = sink.found("tds.rows")[0].decode().split("\n")
    assert rows[0] == "id\tname\tmobile\tcard\tborn\tseen\tpay\tscore\tnote\traw\ttag"
    assert rows[1] == first + "03020100-0504-0706-0809-0a0b0c0d0e0f"
    assert sink.found("tds.bulk")[0].decode().startswith("id\tname\tmobile\n0\t批量0\t13700000000\n")
    assert sink.found("tds.parameters")[0].decode() == "mobile\tname\tborn\n13900000001\t张三\t1990-01-02"
    assert b"password=secretpw" in sink.found("tds.statement")
    assert not sink.found("raw")
    sink = read(Tds, *recorded("tds_freetds"))
    assert "SELECT * FROM people WHERE name=N'张三'" in b"".join(sink.found("tds.statement")).decode()
    assert len(sink.found("tds.rows")) == 1


SENT = [PRELOGIN, batch("SELECT 1"), packets(3, HEADERS + wide("call", "H") + b"\0\0" + wide("@a") + b"\0\x26\4\4" + bytes(4)), packets(7, PEOPLE + row(1, "a", b"b") + DONE, 40), packets(16, bytes(100))]  # fmt: skip
RECEIVED = [ANSWER, packets(4, PEOPLE + row(1, "a", b"b") * 20 + DONE, 64), packets(4, b"\xaa\x20\0" + bytes(32)), packets(4, b"\xac\0\0\1a\0\0" + bytes(6) + b"\x26\4\4" + bytes(4)), packets(4, b"\x81\1\0" + bytes(6) + b"\x23" + bytes(30))]  # fmt: skip


@given(
    st.lists(st.one_of(st.sampled_from(SENT), st.binary(max_size=20)), max_size=6).map(b"".join),
    st.lists(
        st.one_of(
            st.sampled_from(RECEIVED), st.binary(max_size=20), st.binary(max_size=60).map(lambda b: packets(4, b))
        ),
        max_size=6,
    ).map(b"".join),
    st.integers(1, 90),
)
@settings(max_examples=200, deadline=None)
def test_cuts_change_nothing_and_no_bytes_raise(
    read: Any, contents: Any, sent: bytes, received: bytes, step: int
) -> None:
    whole, cut = read(Tds, sent, received), read(Tds, sent, received, step=step)
    if not whole.sealed:
        assert contents(whole) == contents(cut)
