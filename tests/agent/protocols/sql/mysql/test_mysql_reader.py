"""MySQL conversations as whole, recorded ones among them."""

import struct
import zlib
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.sql.mysql.reader import Mysql
from agent.protocols.sql.mysql.unpacked import MysqlCompressed
from agent.unwrap import Conversation


def packet(sequence: int, body: bytes) -> bytes:
    return struct.pack("<I", len(body))[:3] + bytes([sequence & 0xFF]) + body


def packets(*bodies: bytes, first: int = 1) -> bytes:
    return b"".join(packet(first + number, body) for number, body in enumerate(bodies))


def text(value: bytes | None) -> bytes:
    if value is None:
        return b"\xfb"
    return (bytes([len(value)]) if len(value) < 251 else b"\xfc" + struct.pack("<H", len(value))) + value


def described(name: bytes, kind: int = 253, charset: int = 45) -> bytes:
    return b"".join(map(text, (b"def", b"d", b"t", b"t", name, name))) + b"\x0c" + struct.pack("<HIBHB", charset, 255, kind, 0, 0) + b"\0\0"  # fmt: skip


GREETING = packet(0, b"\x0a8.0.36\0" + bytes(60))
CAPABLE = 0x81A285
LOGIN_HEAD = struct.pack("<II", CAPABLE, 1 << 24) + b"\x2d" + bytes(23)
LOGIN = packet(1, LOGIN_HEAD + b"someone\0\0")
OK = b"\0\0\0\2\0\0\0"
END = b"\xfe\0\0\2\0"
NEW_END = b"\xfe\0\0\2\0\0\0"
HELLO = GREETING + packet(2, OK)
COLUMNS = (b"\3", described(b"id", 3), described(b"name"), described(b"mobile"))
QUERY = packet(0, b"\3SELECT id, name FROM t")


def result(*rows: bytes, between: bool = True, end: bytes = END) -> bytes:
    return packets(*COLUMNS, *([END] if between else []), *rows, end)


def row(*values: bytes | None) -> bytes:
    return b"".join(map(text, values))


@pytest.mark.parametrize("step", [1, 7, 1000, 1 << 20])
@pytest.mark.parametrize("between", [True, False])
def test_rows_in_text_stand_under_the_names_of_their_columns(read: Any, step: int, between: bool) -> None:
    rows = [row(b"%d" % n, "张三".encode(), None if n == 5 else b"m%d" % n * (n if n > 90 else 1)) for n in range(300)]
    received = HELLO + result(*rows, between=between, end=END if between else NEW_END) + result(row(b"1", b"", b"\t\n"))
    sink = read(Mysql, b"", received, step=step)
    first, second = sink.found("mysql.rows")
    lines = first.split(b"\n")
    assert lines[:2] == [b"id\tname\tmobile", "0\t张三\tm0".encode()]
    assert lines[6] == "5\t张三\t".encode()
    assert lines[300] == "299\t张三\t".encode() + b"m299" * 299
    assert len(lines) == 301
    assert second == b"id\tname\tmobile\n1\t\t \r"
    assert {part.path for part in sink.parts} == {"mysql.rows"}


@pytest.mark.parametrize("step", [1, 50, 1 << 20])
def test_rows_in_the_binary_form_are_told_by_the_first(read: Any, step: int) -> None:
    columns = (b"\4", described(b"id", 3), described(b"mobile", 8), described(b"born", 10), described(b"name"))
    moment = b"\4" + struct.pack("<HBB", 1990, 2, 3)
    rows = [
        b"\0" + (b"\x20" if n % 7 == 6 else b"\0") + struct.pack("<iq", n, 13900000000 + n) + moment
        + (b"" if n % 7 == 6 else text("王".encode()))
        for n in range(40)
    ]  # fmt: skip
    for count in (3, 40):
        sink = read(Mysql, b"", HELLO + packets(*columns, END, *rows[:count], END), step=step)
        lines = sink.found("mysql.rows")[0].decode().split("\n")
        assert lines[:3] == [
            "id\tmobile\tborn\tname",
            "0\t13900000000\t1990-02-03\t王",
            "1\t13900000001\t1990-02-03\t王",
        ]
        assert len(lines) == count + 1
        assert count == 3 or lines[7] == "6\t13900000006\t1990-02-03\t"


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_statements_and_parameters_are_read(read: Any, step: int) -> None:
    types = b"\x08\0\xfd\0"
    execute = b"\x17" + struct.pack("<IBI", 1, 0, 1) + b"\0"
    sent = (
        LOGIN
        + QUERY
        + packet(0, b"\3\0\1SELECT 2")
        + packet(0, b"\x16UPDATE t SET mobile = ? WHERE name = ?")
        + packet(0, execute + b"\1" + types + struct.pack("<q", 13900000000) + text("张".encode()))
        + packet(0, execute + b"\0" + struct.pack("<q", 13900000001) + text(b"x"))
        + packet(0, b"\1")
    )
    sink = read(Mysql, sent, step=step)
    assert sink.found("mysql.statement") == [
        b"SELECT id, name FROM t",
        b"SELECT 2",
        b"UPDATE t SET mobile = ? WHERE name = ?",
    ]
    assert sink.found("mysql.parameters") == ["mobile\tname\n13900000000\t张\n13900000001\tx".encode()]
    assert [part.inspect for part in sink.parts if part.path == "mysql.login"] == [False]
    assert not sink.found("raw")


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_a_local_file_has_its_name_and_the_names_of_its_columns(read: Any, step: int) -> None:
    load = b"\3LOAD DATA LOCAL INFILE '/x/people.csv' INTO TABLE t FIELDS TERMINATED BY ';' (id, `name`)"
    sent = LOGIN + packet(0, load) + packets(b"1;a\n2;", b"b\n", b"", first=2) + QUERY
    sink = read(Mysql, sent, b"", step=step)
    (part,) = [part for part in sink.parts if part.path == "mysql.file"]
    assert (part.name, bytes(part.data)) == ("/x/people.csv", b"id;name\n1;a\n2;b\n")
    assert sink.found("mysql.statement")[1:] == [b"SELECT id, name FROM t"]


@pytest.mark.parametrize("step", [5000, 1 << 20])
def test_long_values_are_parts_with_the_names_of_their_columns(read: Any, step: int) -> None:
    long = text(b"1") + text(b"a") + b"\xfd" + struct.pack("<I", 90_000)[:3] + b"y" * 90_000
    sink = read(Mysql, b"", HELLO + result(row(b"0", b"x", b"z"), long), step=step)
    assert sink.found("mysql.rows") == [b"id\tname\tmobile\n0\tx\tz\n1\ta\t"]
    assert [(part.name, len(part.data)) for part in sink.parts if part.path == "mysql.rows > value"] == [
        ("mobile", 90_000)
    ]


@pytest.mark.parametrize("step", [1 << 16, 1 << 26])
def test_a_message_of_several_packets_is_one(read: Any, step: int) -> None:
    statement = b"INSERT INTO t VALUES ('" + b"x" * (1 << 24) + b"')"
    body = b"\3" + statement
    sink = read(Mysql, LOGIN + packet(0, body[:0xFFFFFF]) + packet(1, body[0xFFFFFF:]) + QUERY, step=step)
    assert sink.found("mysql.statement") == [statement, b"SELECT id, name FROM t"]


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_errors_are_read_without_their_codes(read: Any, step: int) -> None:
    sink = read(Mysql, b"", HELLO + packet(1, b"\xff\x26\x04#23000Duplicate entry 'x'"), step=step)
    assert sink.found("mysql.notices") == [b"Duplicate entry 'x'"]


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_tls_takes_over(read: Any, step: int) -> None:
    request = packet(1, LOGIN_HEAD)
    sink = read(
        Mysql, request + b"\x16\x03\x01\x00\x05\x01", GREETING + b"\x16\x03\x03\x00\x05\x02" + bytes(9), step=step
    )
    assert [(way, label) for way, _, _, label in sink.switched] == [(0, "mysql.tls"), (1, "mysql.tls")]


def compressed(data: bytes, codec: str, sequence: int = 0) -> bytes:
    if codec == "none":
        return packet(sequence, b"")[:0] + struct.pack("<I", len(data))[:3] + bytes([sequence]) + bytes(3) + data
    packed = zlib.compress(data) if codec == "zlib" else zstandard.compress(data)
    return struct.pack("<I", len(packed))[:3] + bytes([sequence]) + struct.pack("<I", len(data))[:3] + packed


@pytest.mark.parametrize("codec", ["zlib", "zstd"])
@pytest.mark.parametrize("size", [1, 100, 1 << 20])
def test_compressed_packets_are_unpacked_in_both_directions(codec: str, size: int) -> None:
    insert = packet(0, b"\3INSERT INTO t (a) VALUES ('" + b"word " * 40 + b"')")
    rows = result(*(row(b"%d" % n, "张".encode(), b"mobile") for n in range(50)))
    sent = LOGIN + compressed(QUERY, "none") + compressed(insert, codec)
    received = (
        HELLO
        + compressed(packet(1, OK), "none", 1)
        + compressed(rows[:300], codec, 1)
        + compressed(rows[300:], codec, 2)
    )
    conversation = Conversation((0, 1), "tcp", (True, True))
    parts = []
    for direction, data in enumerate((sent, received)):
        for at in range(0, len(data), size):
            parts += conversation.feed(direction, at, [data[at : at + size]], 0)
        parts += conversation.close(direction)
    texts: dict[tuple[str, int], bytes] = {}
    for part in parts:
        run = b"".join(map(bytes, part.pieces))
        texts[part.path, part.id] = texts.get((part.path, part.id), b"") + run[part.seen :]
    paths = {path: data for (path, _), data in texts.items()}
    assert paths["mysql.compressed > mysql.statement"].startswith(b"INSERT INTO t (a)")
    assert paths["mysql.compressed > mysql.rows"].count(b"\n") == 50
    assert "raw" not in paths
    assert conversation.opaque_bytes == [0, 0]


def test_a_compressed_packet_that_inflates_beyond_the_budget_is_opaque(read: Any) -> None:
    bomb = compressed(bytes((1 << 24) - 1), "zlib", 1)
    sink = read(MysqlCompressed, b"", bomb * 8)
    assert sink.sealed[1] > 0
    assert sum(len(part.data) for part in sink.parts) < 100 << 20


def test_rows_go_on_behind_a_gap(read: Any) -> None:
    rows = result(*(row(b"%d" % n, b"name", b"m%d" % n) for n in range(60)))
    at = rows.index(b"m20")
    sink = read(Mysql)
    reader = Mysql(sink)
    reader.feed(1, 0, [HELLO + rows[:at]])
    reader.gap(1, len(HELLO) + at, 40)
    reader.feed(1, len(HELLO) + at + 40, [rows[at + 40 :]])
    reader.close(1, len(HELLO) + len(rows))
    (part,) = [part for part in sink.parts if part.path == "mysql.rows"]
    assert part.lost == 40
    assert b"\n59\tname\tm59" in part.data


def test_rows_are_found_in_the_middle(read: Any) -> None:
    rows = result(*(row(b"%d" % n, b"name", b"m%d" % n) for n in range(60)))
    at = rows.index(b"m20")
    sink = read(Mysql, b"", rows[at:])
    assert sink.found("mysql.rows")[0].startswith(b"21\tname\tm21\n22\t")
    assert sink.found("raw") == [b"m20"]


def test_recorded_conversations_are_read(read: Any, recorded: Any) -> None:
    sink = read(Mysql, *recorded("mariadb_client"))
    assert sink.found("mysql.rows")[1].decode().split("\n")[1:] == [
        "1\t张三\t13800000001",
        "2\t李四\t13800000002",
        "101\t王五\t13700000101",
        "102\t赵六\t13700000102",
    ]
    assert sink.found("mysql.file") == ["id,name,mobile\n101,王五,13700000101\n102,赵六,13700000102\n".encode()]
    assert sink.found("mysql.notices") == [b"Duplicate entry '1' for key 'PRIMARY'"]
    sink = read(Mysql, *recorded("mysql_connector"))
    assert sink.found("mysql.parameters")[0].decode() == (
        "id\tname\tmobile\tborn\tseen\tscore\traw\n200\t王0\t13900000000\t1991-02-03\t2024-01-02 03:04:05\t0.0\t"
    )
    assert (
        "\n200\t王0\t13900000000\t\t1991-02-03\t2024-01-02 03:04:05\t\t0.0\t\t" in sink.found("mysql.rows")[0].decode()
    )
    assert not sink.found("raw")
    sink = read(Mysql, *recorded("mariadb_compressed"))
    assert [(way, label) for way, _, _, label in sink.switched] == [(0, "mysql.compressed"), (1, "mysql.compressed")]


SENT = [LOGIN, QUERY, packet(0, b"\x16SELECT ?"), packet(0, b"\x17\1\0\0\0\0\1\0\0\0\0\1\x08\0" + bytes(8)), packet(2, b"file"), packet(3, b""), packet(0, b"\x18\1\0\0\0\0\0abc")]  # fmt: skip
RECEIVED = [HELLO, result(row(b"1", b"a", None)), result(*[row(b"1", b"a", b"c")] * 30), packets(b"\1", described(b"n", 8), END, *[b"\0\0" + bytes(8)] * 20, END), packet(1, OK), packet(1, b"\xff\1\2#12345no"), packet(1, b"\1"), packet(9, b"\2ab")]  # fmt: skip


@given(
    st.lists(st.one_of(st.sampled_from(SENT), st.binary(max_size=20)), max_size=8).map(b"".join),
    st.lists(st.one_of(st.sampled_from(RECEIVED), st.binary(max_size=20)), max_size=8).map(b"".join),
    st.integers(1, 90),
)
@settings(max_examples=300, deadline=None)
def test_cuts_change_nothing_and_no_bytes_raise(
    read: Any, contents: Any, sent: bytes, received: bytes, step: int
) -> None:
    for make in (Mysql, MysqlCompressed):
        whole, cut = read(make, sent, received), read(make, sent, received, step=step)
        if not (whole.sealed or whole.switched):
            assert contents(whole) == contents(cut)


@given(st.lists(st.binary(max_size=60), max_size=4), st.sampled_from(["zlib", "none"]), st.integers(1, 90))
def test_compressed_bytes_of_any_kind_raise_nothing(
    read: Any, contents: Any, pieces: list[bytes], codec: str, step: int
) -> None:
    data = b"".join(compressed(piece, codec) for piece in pieces)
    whole, cut = read(MysqlCompressed, data, data), read(MysqlCompressed, data, data, step=step)
    if not whole.sealed:
        assert contents(whole) == contents(cut)
