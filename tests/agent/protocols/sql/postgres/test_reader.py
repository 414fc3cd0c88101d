"""PostgreSQL conversations as whole, recorded ones among them."""

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.sql.postgres.reader import Postgres


def message(kind: bytes, body: bytes = b"") -> bytes:
    return kind + struct.pack(">I", len(body) + 4) + body


def fields(*values: bytes | None) -> bytes:
    return b"".join(
        struct.pack(">i", -1) if value is None else struct.pack(">i", len(value)) + value for value in values
    )


def row(*values: bytes | None) -> bytes:
    return message(b"D", struct.pack(">H", len(values)) + fields(*values))


def description(*columns: tuple[bytes, int, int]) -> bytes:
    body = b"".join(name + b"\0" + struct.pack(">IHIhih", 0, 0, kind, -1, -1, form) for name, kind, form in columns)
    return message(b"T", struct.pack(">H", len(columns)) + body)


STARTUP = struct.pack(">II", 37, 3 << 16) + b"user\0someone\0database\0db\0\0"
STARTUP = struct.pack(">I", len(STARTUP)) + STARTUP[4:]
SSL = struct.pack(">II", 8, 80877103)
READY = message(b"Z", b"I")
HELLO = message(b"R", bytes(4)) + message(b"S", b"client_encoding\0UTF8\0") + message(b"K", bytes(8)) + READY
PEOPLE = description((b"id", 23, 0), (b"name", 25, 0), (b"mobile", 25, 0))
DONE = message(b"C", b"SELECT 1\0") + READY


def bind(name: bytes, forms: tuple[int, ...], *values: bytes | None) -> bytes:
    head = b"\0" + name + b"\0" + struct.pack(f">H{len(forms)}H", len(forms), *forms)
    return message(b"B", head + struct.pack(">H", len(values)) + fields(*values) + struct.pack(">H", 0))


def parse(name: bytes, text: bytes, *kinds: int) -> bytes:
    return message(b"P", name + b"\0" + text + b"\0" + struct.pack(f">H{len(kinds)}I", len(kinds), *kinds))


@pytest.mark.parametrize("step", [1, 7, 1000, 1 << 20])
def test_rows_stand_under_the_names_of_their_columns(read: Any, step: int) -> None:
    rows = b"".join(row(b"%d" % n, "张三".encode(), None if n == 5 else b"m%d" % n) for n in range(40))
    sink = read(Postgres, b"", HELLO + PEOPLE + rows + DONE + PEOPLE + row(b"1", b"a\tb\nc", b"") + DONE, step=step)
    first, second = sink.found("postgres.rows")
    assert first.split(b"\n")[:2] == [b"id\tname\tmobile", "0\t张三\tm0".encode()]
    assert first.split(b"\n")[6] == "5\t张三\t".encode()
    assert first.count(b"\n") == 40
    assert second == b"id\tname\tmobile\n1\ta b\rc\t"
    assert {part.path for part in sink.parts} == {"postgres.rows"}


@pytest.mark.parametrize("step", [1, 9, 1 << 20])
def test_many_rows_give_the_same_text_as_one_by_one(read: Any, step: int) -> None:
    values = [(b"D" * (n % 70), b"\0\0\0D\0\x01" * (n % 3), b"x" * (n % 5)) for n in range(300)]
    columns = description((b"a", 25, 0), (b"b", 17, 0), (b"c", 1043, 0))
    sink = read(Postgres, b"", HELLO + columns + b"".join(row(*line) for line in values) + DONE, step=step)
    text = b"\n".join(b"\t".join(line) for line in values)
    assert sink.found("postgres.rows") == [b"a\tb\tc\n" + text]


@pytest.mark.parametrize("step", [3, 1 << 20])
def test_statements_are_parts_and_inserts_of_one_kind_are_one(read: Any, step: int) -> None:
    inserts = b"".join(message(b"Q", b"INSERT INTO t (a, b) VALUES (%d, 'x')\0" % n) for n in range(3))
    sent = SSL + STARTUP + message(b"Q", b"SELECT '\\u4e2d'\0") + inserts + message(b"Q", b"COMMIT\0") + message(b"X")
    sink = read(Postgres, sent, step=step)
    insert = b"INSERT INTO t (a, b) VALUES (%d, 'x')"
    assert sink.found("postgres.statement") == [
        "SELECT '中'".encode(),
        b"\n".join(insert % n for n in range(3)),
        b"COMMIT",
    ]
    assert [part.inspect for part in sink.parts if part.path == "postgres.startup"] == [False]
    assert not sink.found("raw")


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_parameters_stand_under_the_names_they_are_compared_with(read: Any, step: int) -> None:
    sent = (
        STARTUP
        + parse(b"s", b"SELECT 1 FROM t WHERE mobile = $1 AND n > $2", 0, 23)
        + bind(b"s", (1, 1), struct.pack(">q", 13900000000), struct.pack(">i", -5))
        + bind(b"s", (1, 1), struct.pack(">q", 13900000001), None)
        + message(b"E", b"\0" + bytes(4))
        + message(b"S")
    )
    sink = read(Postgres, sent, step=step)
    assert sink.found("postgres.parameters") == [b"mobile\tn\n13900000000\t-5\n13900000001\t"]


@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_a_long_value_is_a_part_with_the_name_of_its_column(read: Any, step: int) -> None:
    columns = description((b"id", 23, 0), (b"file", 17, 1), (b"after", 25, 0))
    sink = read(Postgres, b"", HELLO + columns + row(b"1", b"%PDF" + bytes(90_000), b"end") + DONE, step=step)
    assert [(part.path, part.name, len(part.data)) for part in sink.parts] == [
        ("postgres.rows > value", "file", 90_004),
        ("postgres.rows", "", len(b"id\tfile\tafter\n1\t\tend")),
    ]


@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_a_long_bind_and_a_long_query_pass_through(read: Any, step: int) -> None:
    text = b"INSERT INTO t (a) VALUES ('" + b"x" * 70_000 + b"')"
    sent = STARTUP + parse(b"", b"INSERT INTO t (name, file) VALUES ($1, $2)") + bind(b"", (1,), b"n", b"y" * 80_000)
    sink = read(Postgres, sent + message(b"Q", text + b"\0") + message(b"X"), step=step)
    assert [(part.path, part.name, len(part.data)) for part in sink.parts if "startup" not in part.path][1:] == [
        ("postgres.parameters > value", "file", 80_000),
        ("postgres.parameters", "", len(b"name\tfile\nn\t")),
        ("postgres.statement", "", len(text) + 1),
    ]


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_errors_and_notices_are_read_without_their_codes(read: Any, step: int) -> None:
    error = message(b"E", b"SERROR\0C23505\0Mduplicate\0DKey (m)=(1390)\0Fnbtinsert.c\0\0")
    sink = read(Postgres, b"", HELLO + error + READY, step=step)
    assert sink.found("postgres.notices") == [b"duplicate\tKey (m)=(1390)"]


def test_a_password_in_the_clear_is_content_and_a_hash_is_not(read: Any) -> None:
    sink = read(Postgres, STARTUP + message(b"p", b"secret\0") + message(b"p", b"md5" + b"0" * 32 + b"\0"))
    assert sink.found("postgres.statement") == [b"password=secret"]


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_tls_takes_over(read: Any, step: int) -> None:
    sink = read(Postgres, SSL + b"\x16\x03\x01\x00\x05", b"S\x16\x03\x03\x00\x05", step=step)
    assert [(way, at, label) for way, at, _, label in sink.switched] == [(0, 8, "postgres.tls"), (1, 1, "postgres.tls")]


def test_charset_of_the_client_is_the_type_of_the_rows(read: Any) -> None:
    status = message(b"S", b"client_encoding\0GBK\0")
    sink = read(Postgres, b"", HELLO + status + PEOPLE + row(b"1", "张三".encode("gbk"), b"") + DONE)
    assert [part.type for part in sink.parts] == ["text/plain; charset=gbk"]


def test_rows_go_on_behind_a_gap(read: Any) -> None:
    sink = read(Postgres)
    reader = Postgres(sink)
    rows = [row(b"%d" % n, b"name", b"m%d" % n) for n in range(60)]
    before, lost, behind = HELLO + PEOPLE + b"".join(rows[:20]) + rows[20][:5], rows[20][5:], b"".join(rows[21:]) + DONE
    reader.feed(1, 0, [before])
    reader.gap(1, len(before), len(lost))
    reader.feed(1, len(before) + len(lost), [behind])
    reader.close(1, len(before) + len(lost) + len(behind))
    (part,) = [part for part in sink.parts if part.path == "postgres.rows"]
    assert (part.lost, part.data.count(b"\n"), part.data.endswith(b"59\tname\tm59")) == (len(lost), 59, True)
    assert sink.found("raw") == [rows[20][:5]]


def test_messages_are_found_in_the_middle(read: Any) -> None:
    rows = b"".join(row(b"%d" % n, b"name", b"m%d" % n) for n in range(60))
    sink = read(Postgres, b"", rows[11:] + DONE)
    assert sink.found("raw") == [rows[11 : len(row(b"0", b"name", b"m0"))]]
    assert sink.found("postgres.rows")[0].startswith(b"1\tname\tm1\n2\tname\tm2\n")


def test_executions_are_named_by_the_last_description_of_as_many_columns(read: Any) -> None:
    execution = message(b"2") + row(b"\0\0\0\7", b"a", b"b") + DONE
    sink = read(Postgres, b"", HELLO + message(b"1") + PEOPLE + execution + execution)
    assert sink.found("postgres.rows") == [b"id\tname\tmobile\n7\ta\tb"] * 2


def test_a_recorded_conversation_in_binary_is_text(read: Any, recorded: Any) -> None:
    sink = read(Postgres, *recorded("postgres_psycopg"))
    first = "1\t张三丰1\t13800000001\tcard-1\t1990-01-01\t2024-05-01 10:11:12\t-12345.61\t0.3333333333333333\tf\t"
    rows = sink.found("postgres.rows")[0].decode().split("\n")
    assert rows[0] == "id\tname\tmobile\tcard\tborn\tseen\tpay\tscore\tok\ttag\tdoc\traw\ttags"
    assert rows[1] == first + '80000000-0000-0000-0000-000000000001\t{"k": "值1"}\t\ta,b1'
    assert sink.found("postgres.parameters")[0].decode().split("\n")[:2] == rows[:2]
    copied = sink.found("postgres.copy")
    assert copied[0].startswith(b"COPY t2 (a, mobile) FROM STDIN\n0\t13900000000\n")
    assert copied[1].startswith(b"0\t13700000000\n1\t")
    assert copied[2].decode().startswith("1\t张三丰1\t13800000001\n")
    assert copied[3].startswith(b"id,name,mobile\n1,")
    assert copied[4].startswith("1\t张三丰1\t13800000001\tcard-1\t".encode())
    assert b"noticed 13900001111" in sink.found("postgres.notices")[0]
    assert not sink.found("raw")


def test_recorded_executions_of_asyncpg_and_a_refused_encryption_are_read(read: Any, recorded: Any) -> None:
    sink = read(Postgres, *recorded("postgres_asyncpg"))
    assert sink.found("postgres.parameters") == [b"mobile\n13800000002", b"id\n1\n2\n3"]
    assert sink.found("postgres.rows")[1:] == [f"name\tmobile\n张三丰{n}\t1380000000{n}".encode() for n in (1, 2, 3)]
    sink = read(Postgres, *recorded("postgres_psql"))
    assert "1\t张三丰1\t13800000001" in sink.found("postgres.rows")[0].decode()
    assert not sink.found("raw")


SENT = [SSL, STARTUP, message(b"Q", b"SELECT 1\0"), parse(b"", b"SELECT $1"), bind(b"", (1,), b"\0\1"), message(b"d", b"1\t2\n"), message(b"c"), message(b"S")]  # fmt: skip
BINARY_COPY = b"PGCOPY\n\xff\r\n\0" + bytes(8) + struct.pack(">H", 2) + fields(b"\0\0\0\1", b"abc") + b"\xff\xff"
RECEIVED = [b"N", HELLO, PEOPLE, row(b"1", b"a", None), row(b"1", b"a", b"c") * 30, DONE, message(b"d", b"1\t2\n") * 20, message(b"d", BINARY_COPY), message(b"c"), message(b"D", b"\0\2abc"), row(b"\0\0\0\1")]  # fmt: skip


@given(
    st.lists(st.one_of(st.sampled_from(SENT), st.binary(max_size=20)), max_size=8).map(b"".join),
    st.lists(st.one_of(st.sampled_from(RECEIVED), st.binary(max_size=20)), max_size=8).map(b"".join),
    st.integers(1, 90),
)
@settings(max_examples=200, deadline=None)
def test_cuts_change_nothing_and_no_bytes_raise(
    read: Any, contents: Any, sent: bytes, received: bytes, step: int
) -> None:
    whole, cut = read(Postgres, sent, received), read(Postgres, sent, received, step=step)
    if not (whole.sealed or whole.switched):
        assert contents(whole) == contents(cut)
