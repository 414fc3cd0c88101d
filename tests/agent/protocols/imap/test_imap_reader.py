"""IMAP: both directions."""

import base64
import gzip
import hashlib
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.capture.source import open_capture
from agent.contents import SENT_MAIL
from agent.partlist import PartList
from agent.protocols.imap.reader import Imap

DATA = Path(__file__).parents[3] / "data" / "mail"
MAIL = b"Subject: x\r\n\r\nline {3}\r\n.\r\n* 1 FETCH\r\n"
STEPS = [1, 3, 50, 10_000]


def literal(data: bytes, sign: bytes = b"") -> bytes:
    return b"{%d%s}\r\n%s" % (len(data), sign, data)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("sign", [b"", b"+"])
def test_appended_mails_are_read(read: Any, step: int, sign: bytes) -> None:
    sent = (
        b'a APPEND "Sent Items" (\\Seen) '
        + literal(MAIL, sign)
        + b" (\\Draft) "
        + literal(MAIL, sign)
        + b"\r\nb LOGOUT\r\n"
    )
    sink = read(Imap, sent, step=step)
    assert sink.found("imap.mail") == [MAIL, MAIL]
    assert all(part.given is SENT_MAIL for part in sink.parts if part.path == "imap.mail")
    assert not sink.found("raw")


@pytest.mark.parametrize("step", STEPS)
def test_a_mailbox_name_may_be_a_literal(read: Any, step: int) -> None:
    sink = read(Imap, b"a APPEND " + literal(b"Sent Items") + b" " + literal(MAIL) + b"\r\n", step=step)
    assert sink.found("imap.mail") == [MAIL]
    assert b"Sent Items" in sink.found("imap.commands")[0]


@pytest.mark.parametrize("step", STEPS)
def test_what_follows_a_refused_mail_is_a_command(read: Any, step: int) -> None:
    sent = b"a APPEND Sent {1000}\r\nb CREATE Sent\r\nc APPEND Sent " + literal(MAIL) + b"\r\n"
    sink = read(Imap, sent, step=step)
    assert sink.found("imap.mail") == [MAIL]
    assert b"b CREATE Sent\r\n" in sink.found("imap.commands")[0]


FETCHED = b"* 1 FETCH (UID 5 BODY[] " + literal(MAIL) + b" FLAGS (\\Seen))\r\n"


@pytest.mark.parametrize("step", STEPS)
def test_fetched_mails_are_read(read: Any, step: int) -> None:
    sink = read(Imap, b"a UID FETCH 5 BODY[]\r\n", b"* OK ready\r\n" + FETCHED * 2 + b"a OK done\r\n", step=step)
    assert sink.found("imap.mail") == [MAIL, MAIL]
    assert sink.found("imap.responses")[0].startswith(b"* OK ready\r\n* 1 FETCH")
    assert not sink.found("raw")


@pytest.mark.parametrize("step", STEPS)
def test_a_mail_in_pieces_is_one(read: Any, step: int) -> None:
    pieces = [
        b"* 1 FETCH (BODY[]<%d> %s)\r\na OK\r\n" % (at, literal(MAIL[at : at + 7])) for at in range(0, len(MAIL), 7)
    ]
    other = b"* 2 FETCH (BODY[]<7> " + literal(b"tail") + b")\r\n"
    sink = read(Imap, b"", b"".join(pieces) + other, step=step)
    assert [(part.path, bytes(part.data)) for part in sink.parts if part.path == "imap.mail"] == [
        ("imap.mail", MAIL),
        ("imap.mail", b"tail"),
    ]


def test_sections_are_decoded_as_their_structure_says(read: Any) -> None:
    structure = b'* 1 FETCH (BODYSTRUCTURE ("text" "csv" ("name" "q.csv") NIL NIL "base64" 4 1))\r\n'
    fetched = b"* 1 FETCH (BODY[1] " + literal(b"YWJj") + b" BINARY[1] " + literal(b"abc") + b")\r\n"
    sink = read(Imap, b"", structure + fetched)
    coded, plain = (part for part in sink.parts if part.path == "imap.section")
    assert (coded.name, coded.type, coded.codings) == ("q.csv", 'text/csv; name="q.csv"', ("base64",))
    assert plain.codings == ()


@pytest.mark.parametrize(
    "sent",
    [
        b"a LOGIN postman opensesame\r\n",
        b'a login "post man" "opensesame"\r\n',
        b"a LOGIN " + literal(b"postman") + b" " + literal(b"opensesame") + b"\r\n",
        b"a AUTHENTICATE PLAIN " + base64.b64encode(b"\0postman\0opensesame") + b"\r\n",
        b"a AUTHENTICATE LOGIN\r\n"
        + base64.b64encode(b"postman")
        + b"\r\n"
        + base64.b64encode(b"opensesame")
        + b"\r\n",
    ],
)
@pytest.mark.parametrize("step", [1, 1000])
def test_the_password_is_content_and_the_login_is_not(read: Any, sent: bytes, step: int) -> None:
    sink = read(Imap, sent + b"b NOOP\r\n", step=step)
    assert sink.found("imap.password") == [b"PASS opensesame\r\n"]
    assert b"postman" not in b"".join(bytes(part.data) for part in sink.parts if part.inspect)
    assert not sink.found("raw")


def test_a_token_is_content(read: Any) -> None:
    token = base64.b64encode(b"user=x@y.example\1auth=Bearer abc.def\1\1")
    assert read(Imap, b"a AUTHENTICATE XOAUTH2 " + token + b"\r\n").found("imap.password") == [
        b"PASS Bearer abc.def\r\n"
    ]


def deflated(*texts: bytes) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return b"".join(stream.compress(text) + stream.flush(zlib.Z_SYNC_FLUSH) for text in texts)


@pytest.mark.parametrize("step", STEPS)
def test_a_compressed_connection_is_read(read: Any, step: int) -> None:
    sent = b"a COMPRESS DEFLATE\r\n" + deflated(b"b APPEND Sent ", literal(MAIL) + b"\r\n", b"c LOGOUT\r\n")
    received = b"* OK IMAP4\r\na OK DEFLATE active\r\n" + deflated(FETCHED, FETCHED)
    sink = read(Imap, sent, received, step=step)
    assert sink.found("imap.mail") == [MAIL] * 3
    assert not sink.found("raw")


def test_refused_compression_changes_nothing(read: Any) -> None:
    sent = b"a COMPRESS DEFLATE\r\nb APPEND Sent " + literal(MAIL) + b"\r\n"
    sink = read(Imap, sent, b"a NO not here\r\n" + FETCHED)
    assert sink.found("imap.mail") == [MAIL] * 2


def test_broken_compression_and_bombs_are_opaque(read: Any) -> None:
    assert 0 in read(Imap, b"a COMPRESS DEFLATE\r\n" + b"\xff" * 300).sealed
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = bomb.compress(bytes(100 << 20)) + bomb.flush()
    assert 0 in read(Imap, b"a COMPRESS DEFLATE\r\n" + packed, step=1 << 14).sealed


def test_a_mail_goes_on_behind_a_gap(read: Any) -> None:
    sink = read(Imap)
    reader = Imap(sink)
    reader.feed(1, 0, [b"* 1 FETCH (BODY[] {30}\r\na: b\r\n\r\n12"])
    reader.gap(1, 34, 10)
    reader.feed(1, 44, [b"345678901234)\r\n* 2 EXISTS\r\n"])
    reader.close(1, 72)
    (mail,) = [part for part in sink.parts if part.path == "imap.mail"]
    assert (mail.lost, len(mail.data), mail.ended) == (10, 20, True)
    assert b"* 2 EXISTS\r\n" in b"".join(sink.found("imap.responses"))


def test_idle_tls_and_unknown_lines(read: Any) -> None:
    sink = read(Imap, b"a IDLE\r\nDONE\r\n!\r\nb STARTTLS\r\n\x16\x03\x01", b"+ idling\r\n* 3 EXISTS\r\n\x16\x03\x03")
    assert sink.found("raw") == [b"!\r\n"]
    assert [label for *_, label in sink.switched] == ["imap.starttls"] * 2


def test_subjects_of_an_envelope_are_decoded(read: Any) -> None:
    sink = read(Imap, b"", b'* 1 FETCH (ENVELOPE (NIL "=?utf-8?B?6K6i5Y2V?=" NIL))\r\n')
    assert "订单".encode() in sink.found("imap.responses")[0]


def test_a_recorded_session_gives_every_mail(tmp_path: Path) -> None:
    plain = tmp_path / "mail.pcap"
    plain.write_bytes(gzip.decompress((DATA / "dovecot_python.pcap.gz").read_bytes()))
    with open_capture(str(plain)) as capture:
        parts = list(PartList(str(plain)).lines(capture))
    tables = {hashlib.sha256(b"name,city\nrow %d,Utrecht\n" % n).hexdigest(): n for n in range(9)}
    found = Counter((part["direction"], part["path"].split(" ")[0], tables.get(part["sha256"])) for part in parts)
    sent, received = [
        {n: found[way, path, n] for n in (1, 2, 4)} for way, path in (("sent", "imap.mail"), ("received", "imap.mail"))
    ]
    assert (sent, received) == ({1: 1, 2: 1, 4: 1}, {1: 1, 2: 1, 4: 1})
    assert found["received", "imap.section", 2] == found["received", "pop3.mail", 1] == 1
    assert not [part for part in parts if part["path"].startswith("raw")]


PIECES = [
    FETCHED,
    b"a APPEND x ",
    literal(MAIL),
    b"{5}\r\n",
    b"a OK\r\n",
    b"a COMPRESS DEFLATE\r\n",
    b"\r\n",
    b"b NOOP\r\n",
    deflated(FETCHED),
]
TALK = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=12).map(b"".join)


@given(TALK, TALK, st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(read: Any, sent: bytes, received: bytes, step: int) -> None:
    def parts(size: int) -> tuple[list[tuple[str, bytes, bool]], bool]:
        sink = read(Imap, sent, received, step=size)
        return [(part.path, bytes(part.data), part.ended) for part in sink.parts], bool(sink.sealed)

    cut, whole = parts(step), parts(1 << 20)
    assert all(ended for *_, ended in cut[0])
    if b"\x16" not in sent + received and not whole[1]:
        assert cut == whole
