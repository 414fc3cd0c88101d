"""What an SMTP client sends."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.contents import SENT_MAIL
from agent.protocols.smtp.reader import Smtp

MAIL = b"Subject: x\r\n\r\n.starts with a dot\r\nline\r\n..two\r\n"
STUFFED = MAIL.replace(b"\n.", b"\n..")
ENVELOPE = b"MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nRCPT TO:<c@z.example>\r\n"
STEPS = [1, 3, 50, 10_000]


@pytest.mark.parametrize("step", STEPS)
def test_mails_are_read_one_by_one_without_their_dots(read: Any, step: int) -> None:
    transaction = ENVELOPE + b"DATA\r\n" + STUFFED + b".\r\n"
    sink = read(Smtp, b"EHLO me\r\n" + transaction * 2 + b"QUIT\r\n", step=step)
    assert sink.found("smtp.mail") == [MAIL, MAIL]
    assert sink.found("smtp.commands") == [b"EHLO me\r\n" + (ENVELOPE + b"DATA\r\n") * 2 + b"QUIT\r\n"]
    assert sink.hosts == [b"y.example", b"z.example"] * 2
    assert [(part.given is SENT_MAIL, part.inspect, part.damage) for part in sink.parts] == [
        (False, False, ""),
        (True, True, ""),
        (True, True, ""),
    ]


@pytest.mark.parametrize("step", STEPS)
def test_chunks_are_joined_to_a_mail(read: Any, step: int) -> None:
    sent = ENVELOPE + b"BDAT 10\r\n0123456789BDAT 0\r\nBDAT 6 LAST\r\n.\r\nabcBDAT 2 LAST\r\nxyQUIT\r\n"
    sink = read(Smtp, sent, step=step)
    assert sink.found("smtp.mail") == [b"0123456789.\r\nabc", b"xy"]
    assert not sink.found("raw")


@pytest.mark.parametrize("step", STEPS)
def test_what_follows_a_refused_mail_is_a_command(read: Any, step: int) -> None:
    sink = read(Smtp, b"DATA\r\nRSET\r\n" + ENVELOPE + b"DATA\r\nQUIT\r\n", step=step)
    assert not sink.found("smtp.mail")
    assert sink.found("smtp.commands")[0].endswith(b"QUIT\r\n")


@pytest.mark.parametrize("step", STEPS)
def test_bare_line_feeds_end_a_mail_where_the_commands_end_so(read: Any, step: int) -> None:
    sink = read(Smtp, b"HELO me\nDATA\na: b\n\ntext\n.\nQUIT\n", step=step)
    assert sink.found("smtp.mail") == [b"a: b\n\ntext\n"]


@pytest.mark.parametrize("step", STEPS)
def test_answers_to_challenges_are_listed_with_the_commands(read: Any, step: int) -> None:
    sink = read(Smtp, b"EHLO me\r\nAUTH LOGIN\r\nYWJj\r\nZGVm\r\nMAIL FROM:<>\r\nYWJj\r\n", step=step)
    assert b"ZGVm" in sink.found("smtp.commands")[0]
    assert sink.found("smtp.password") == [b"PASS def\r\n"]
    assert sink.found("raw") == [b"YWJj\r\n"]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_no_command_is_given_raw(read: Any, step: int) -> None:
    unknown = b"hello there\r\n" + b"x" * 20_000 + b"\r\nmore\r\n"
    sink = read(Smtp, b"EHLO me\r\n" + unknown + b"QUIT\r\ntail", step=step if step > 1 else 2)
    assert sink.found("raw") == [unknown, b"tail"]


@pytest.mark.parametrize("step", [1, 1000])
def test_tls_takes_over(read: Any, step: int) -> None:
    hello = b"\x16\x03\x01\x00\x05"
    sink = read(Smtp, b"EHLO me\r\nSTARTTLS\r\n" + hello, b"220 ESMTP\r\n220 go\r\n" + hello, step=step)
    assert [(way, label) for way, _, _, label in sink.switched] == [(0, "smtp.starttls"), (1, "smtp.starttls")]
    assert [data for *_, data, _ in sink.switched] == [hello[:step], hello[:step]]


def test_a_mail_goes_on_behind_a_gap(read: Any) -> None:
    sink = read(Smtp)
    reader = Smtp(sink)
    reader.feed(0, 0, [b"DATA\r\nSubject: x\r\n"])
    reader.gap(0, 18, 100)
    reader.feed(0, 118, [b"rest\r\n.\r\nQUIT\r\n"])
    (mail,) = [part for part in sink.parts if part.path == "smtp.mail"]
    assert (bytes(mail.data), mail.lost, mail.ended) == (b"Subject: x\r\nrest\r\n", 100, True)


def test_a_chunk_ends_by_its_size_behind_a_gap(read: Any) -> None:
    sink = read(Smtp)
    reader = Smtp(sink)
    reader.feed(0, 0, [b"BDAT 20 LAST\r\n0123456789"])
    reader.gap(0, 24, 5)
    reader.feed(0, 29, [b"56789QUIT\r\n"])
    assert sink.found("smtp.mail") == [b"012345678956789"]
    assert b"QUIT" in sink.found("smtp.commands")[0]


PIECES = [ENVELOPE, b"DATA\r\n", STUFFED, b".\r\n", b"BDAT 7\r\n", b"RSET\r\n", b"AUTH PLAIN\r\n", b"\n", b".", b"\r"]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=10), st.integers(1, 30))
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(read: Any, pieces: list[bytes], step: int) -> None:
    def parts(size: int) -> list[tuple[str, bytes, str, bool]]:
        sink = read(Smtp, b"".join(pieces), step=size)
        return [(part.path, bytes(part.data), part.damage, part.ended) for part in sink.parts]

    if b"\x16" not in b"".join(pieces):
        assert parts(step) == parts(1 << 20)
    assert all(ended for *_, ended in parts(step))


def test_the_password_of_an_initial_response_is_content(read: Any) -> None:
    sink = read(Smtp, b"EHLO me\r\nAUTH PLAIN AHBvc3RtYW4Ab3BlbnNlc2FtZQ==\r\nMAIL FROM:<>\r\n")
    assert sink.found("smtp.password") == [b"PASS opensesame\r\n"]
    assert not sink.found("raw")
