"""Commands and replies of Redis."""

import gzip
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.redis.commands import row
from agent.protocols.redis.reader import Redis
from agent.protocols.redis.replies import Replies

STEPS = [1, 7, 4096, 1 << 20]


def command(*arguments: bytes) -> bytes:
    return b"*%d\r\n" % len(arguments) + b"".join(b"$%d\r\n%s\r\n" % (len(one), one) for one in arguments)


@pytest.mark.parametrize("step", STEPS)
def test_a_command_is_one_record_with_its_key(read: Any, step: int) -> None:
    sent = command(b"SET", b"user:1", b"a b") + command(b"HSET", b"u", b"name", b"x", b"id", b"1") + b"SET k v\r\n"
    sink = read(Redis, sent, step=step)
    assert sink.found("redis.command") == [b"SET user:1 a b\nHSET u\tname: x\tid: 1\nSET k v\n"]


@pytest.mark.parametrize("step", STEPS)
def test_values_of_lists_are_records_of_their_own(read: Any, step: int) -> None:
    sent = command(b"RPUSH", b"q", b"1", b"2") + command(b"mset", b"a", b"x", b"b", b"y")
    assert read(Redis, sent, step=step).found("redis.command") == [b"RPUSH q 1\nRPUSH q 2\nMSET a x\nMSET b y\n"]


@pytest.mark.parametrize("step", STEPS)
def test_json_and_files_are_told_from_text(read: Any, step: int) -> None:
    packed = gzip.compress(b"text", mtime=0)
    sink = read(Redis, command(b"SET", b"j", b'{"a":1}') + command(b"SET", b"z", packed), step=step)
    assert [(part.type, bytes(part.data)) for part in sink.parts] == [
        ("application/x-ndjson", b'SET j {"a":1}\n'),
        (None, b"SET z \n"),
        ("", packed),
    ]


@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_a_long_value_passes_through(read: Any, step: int) -> None:
    value = random.Random(1).randbytes(300_000)
    sink = read(Redis, command(b"SET", b"big", value) + command(b"SET", b"a", b"b"), b"$300000\r\n" + value + b"\r\n")
    assert [(part.name, bytes(part.data)) for part in sink.parts if len(part.data) > 100] == [
        ("big", value),
        ("", value),
    ]
    assert sink.found("redis.command")[0] == b"SET big\nSET a b\n"


def test_a_password_is_content_and_a_user_is_not(read: Any) -> None:
    sent = command(b"AUTH", b"me", b"secret") + command(b"HELLO", b"3", b"AUTH", b"me", b"word") + b"AUTH open\r\n"
    sink = read(Redis, sent)
    assert sink.found("redis.auth") == [b"password: secret\n", b"password: word\n", b"password: open\n"]
    assert b"me" not in b"".join(bytes(part.data) for part in sink.parts)


@pytest.mark.parametrize("step", STEPS)
def test_names_and_values_by_turns_are_one_record(read: Any, step: int) -> None:
    received = b"*4\r\n$4\r\nname\r\n$1\r\nx\r\n$2\r\nid\r\n$2\r\n12\r\n%2\r\n+a\r\n:1\r\n+b\r\n_\r\n"
    sink = read(Redis, b"", received, step=step)
    assert sink.found("redis.reply") == [b"name: x\tid: 12\na: 1\tb: \n"]


@pytest.mark.parametrize("step", STEPS)
def test_other_values_are_one_record_each(read: Any, step: int) -> None:
    received = b"*2\r\n$3\r\n1,a\r\n$3\r\n2,b\r\n*2\r\n$1\r\n0\r\n*2\r\n$1\r\nx\r\n$-1\r\n:5\r\n*-1\r\n*0\r\n+OK\r\n"
    sink = read(Redis, b"", received, step=step)
    assert sink.found("redis.reply") == [b"1,a\n2,b\n0\nx\n5\nOK\n"]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_no_command_is_given_raw_up_to_the_next_one(read: Any, step: int) -> None:
    sink = read(Redis, command(b"SET", b"a", b"b") + b"\x00\xffjunk" + command(b"SET", b"c", b"d"), step=step)
    assert sink.found("raw") == [b"\x00\xffjunk"]
    assert sink.found("redis.command") == [b"SET a b\nSET c d\n"]


def test_a_value_goes_on_behind_a_gap_within_it_and_reading_behind_any_other(read: Any) -> None:
    sink = read(Redis)
    reader = Redis(sink)
    start = b"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$20000\r\n"
    reader.feed(0, 0, [start + b"x" * 10_000])
    reader.gap(0, len(start) + 10_000, 9_000)
    reader.feed(0, len(start) + 19_000, [b"y" * 1000 + b"\r\n*2\r\n$3\r\nGE"])
    reader.gap(0, len(start) + 20_020, 30)
    reader.feed(0, len(start) + 20_050, [b"\0tail\r\n" + command(b"SET", b"a", b"b")])
    reader.close(0, len(start) + 20_100)
    assert [(part.lost, bytes(part.data)) for part in sink.parts if part.name] == [(9_000, b"x" * 10_000 + b"y" * 1000)]
    assert sink.found("redis.command")[0].endswith(b"SET a b\n")
    assert b"tail" in b"".join(sink.found("raw"))


def test_a_file_that_begins_a_replication_has_no_line_end(read: Any) -> None:
    sink = read(Redis, b"", b"$20000\r\n" + b"r" * 20_000 + b"*1\r\n$4\r\nPING\r\n")
    assert sink.found("redis.reply") == [b"r" * 20_000, b"PING\n"]


@pytest.mark.parametrize("step", [1, 1000])
def test_a_real_conversation_is_read_whole(read: Any, recorded: Any, step: int) -> None:
    sink = read(Redis, recorded("redis/client"), recorded("redis/server"), step=step)
    sent = b"".join(bytes(part.data) for part in sink.parts if part.direction == 0)
    received = b"".join(bytes(part.data) for part in sink.parts if part.direction == 1)
    assert b"name: \xe6\x9d\x8e\xe5\x9b\x9b\tphone: 13800138000\temail: li@example.com\n" in sent
    assert b"phone: 13800138000" in received
    assert b"RPUSH queue row4,13800000004\n" in sent
    assert b"\nrow4,13800000004\n" in received
    assert sink.found("redis.auth") == [b"password: s3cret-Word\n"]
    assert not sink.found("raw")


def test_a_row_is_one_line() -> None:
    assert row([b"a", b"1\n2", b"b"]) == b"a: 1 2\tb: "
    assert Replies


PIECES = [
    command(b"SET", b"a", b"b"),
    b"*2\r\n",
    b"$3\r\nabc\r\n",
    b"$-1\r\n",
    b"%1\r\n",
    b":1\r\n",
    b"+OK\r\n",
    b"\r\n",
]


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=12),
    st.integers(1, 30),
)
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(steady: Any, pieces: list[bytes], step: int) -> None:
    steady(Redis, b"".join(pieces), b"".join(reversed(pieces)), step=step)
