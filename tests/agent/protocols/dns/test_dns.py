"""Messages of DNS, and what is hidden in their names."""

import base64
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.dns.labels import Chains, data_labels, decoded, joined_digits
from agent.protocols.dns.reader import DnsDatagrams, DnsStream, is_plain

SECRET = "张三,13800138000,11010519491231002X".encode()


def name(dotted: bytes) -> bytes:
    return b"".join(bytes((len(label),)) + label for label in dotted.split(b".")) + b"\0"


def query(dotted: bytes, kind: int = 1) -> bytes:
    return struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + name(dotted) + struct.pack(">HH", kind, 1)


def answer(dotted: bytes, kind: int, data: bytes) -> bytes:
    record = b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data
    return struct.pack(">6H", 7, 0x8180, 1, 1, 0, 0) + name(dotted) + struct.pack(">HH", kind, 1) + record


def framed(message: bytes) -> bytes:
    return struct.pack(">H", len(message)) + message


def asked(read: Any, *queries: bytes) -> Any:
    sink = read(DnsDatagrams)
    reader = DnsDatagrams(sink)
    reader.feed(0, 0, queries)
    reader.close(0, 0)
    return sink


def test_values_cut_into_labels_are_joined(read: Any) -> None:
    sink = asked(read, query(b"440305.19940507.0260.u.beacon.example"))
    assert sink.found("dns") == [b"440305\t19940507\t0260\tu\tbeacon\texample\n440305199405070260\n"]


@pytest.mark.parametrize(
    ("coding", "encode"),
    [("base32", base64.b32encode), ("base64", base64.urlsafe_b64encode), ("hex", lambda data: data.hex().encode())],
)
@pytest.mark.parametrize("size", [10, 30, 63])
def test_text_that_is_encoded_over_labels_and_queries_is_decoded(
    read: Any, coding: str, encode: Any, size: int
) -> None:
    text = encode(SECRET * 3).rstrip(b"=")
    labels = [text[at : at + size] for at in range(0, len(text), size)]
    whole = b".".join(labels[: 200 // size])
    sink = asked(read, query(whole + b".x.beacon.example")) if len(text) < 200 else None
    if sink is not None:
        assert sink.found(f"dns > {coding}") == [SECRET * 3 + b"\n"]
    queries = [query(b"%d." % number + label + b".beacon.example") for number, label in enumerate(labels)]
    sink = asked(read, *(one for one in queries for _ in range(2)))  # each is asked twice
    assert SECRET * 3 in sink.found(f"dns > {coding}")[0]


def test_the_texts_of_answers_are_joined_from_their_strings(read: Any) -> None:
    cut = b"".join(bytes((len(one),)) + one for one in (SECRET[:20], SECRET[20:]))
    sink = read(DnsDatagrams)
    reader = DnsDatagrams(sink)
    reader.feed(1, 0, [answer(b"a.example", 16, cut), answer(b"b1.long-enough.example.com", 5, name(b"1234.example"))])
    reader.close(1, 0)
    assert sink.found("dns") == [b"a\texample\n" + SECRET + b"\nb1\tlong-enough\texample\tcom\n1234\texample\n"]


def test_ordinary_names_and_what_is_no_message_are_given_as_they_came(read: Any) -> None:
    ordinary, junk = query(b"www.example.com"), b"not a message of any kind 1234"
    assert asked(read, ordinary, junk).found("datagram") == [ordinary, junk]
    assert is_plain(ordinary)
    assert not is_plain(query(b"123.example"))
    assert not is_plain(query(b"a-name-that-is-quite-long.example.com"))


@pytest.mark.parametrize("step", [1, 40, 1 << 20])
def test_messages_over_tcp_are_read(read: Any, step: int) -> None:
    sink = read(DnsStream, framed(query(b"one.example")) + framed(b"junk") + framed(query(b"two.example")), step=step)
    assert sink.found("dns") == [b"one\texample\ntwo\texample\n"]
    assert sink.found("raw") == [b"junk"]


def test_reading_goes_on_behind_a_gap_within_a_message(read: Any) -> None:
    sent = framed(query(b"one.example")) + framed(query(b"two.example"))
    sink = read(DnsStream)
    reader = DnsStream(sink)
    reader.feed(0, 0, [sent[:10]])
    reader.gap(0, 10, 5)
    reader.feed(0, 15, [sent[15:]])
    reader.close(0, len(sent))
    assert sink.found("dns") == [b"two\texample\n"]


@pytest.mark.parametrize("step", [1, 1000])
def test_a_real_conversation_is_read(unwrapped: Any, recorded: Any, step: int) -> None:
    found = unwrapped(recorded("dns/client"), recorded("dns/server"), step=step)
    assert b"\n11010519491231002X\n" in found["dns"]
    assert "name 张三 id 11010519491231002X\n".encode() in found["dns"]
    assert "李四,13900139000,110105\n".encode() in found["dns > base32"]
    assert set(found) == {"dns", "dns > base32"}


@pytest.mark.parametrize(
    "dotted", [b"113.200.101.13.zen.example.org", b"1.1.168.192.in-addr.arpa", b"12.1380.x.example", b"a.b.example"]
)
def test_addresses_and_short_numbers_are_not_joined(dotted: bytes) -> None:
    assert joined_digits(tuple(dotted.split(b"."))) == []


def test_a_hash_is_no_text() -> None:
    digest = b"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    assert data_labels((digest[:32], digest[32:], b"cdn", b"net", b"example")) == (digest, b"cdn")
    assert decoded(digest) is None
    assert decoded(b"short") is None


def test_the_queries_of_many_domains_are_not_all_kept() -> None:
    chains = Chains()
    for number in range(100):
        chains.add((b"piece", b"d%d" % number, b"example"), (b"piece", b""))
        chains.add((b"other", b"d%d" % number, b"example"), (b"other", b""))
    assert len(chains.take()) == 32
    assert chains.add((b"x", b"example"), (b"x" * 20_001, b"")) == b"x" * 20_000
    assert chains.add((b"x", b"example"), (b"y", b"")) == b""
    assert chains.take() == [[(b"x", b""), (b"y", b"")]]


def test_digits_cut_over_queries_are_joined(read: Any) -> None:
    sink = asked(read, query(b"440305199.x.beacon.example"), query(b"405070260.x.beacon.example"))
    assert sink.found("dns")[0].endswith(b"\n440305199405070260\n")


PIECES = [query(b"one.example"), answer(b"a.example", 16, b"\3abc"), answer(b"a.example", 5, b"\xc0\x0c"), name(b"x.y")]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=8), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(read: Any, steady: Any, pieces: list[bytes], step: int) -> None:
    steady(DnsStream, b"".join(map(framed, pieces)), b"".join(pieces), step=step)
    asked(read, *pieces)
