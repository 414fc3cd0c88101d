"""POP3: what is recognised, and what is read of both directions."""

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.contents import SENT_MAIL
from agent.protocols import recognise as recognise_any
from agent.protocols.pop3.reader import Pop3
from agent.protocols.pop3.start import recognise, search
from agent.unwrap import Conversation

MAIL = b"Subject: x\r\n\r\n.starts with a dot\r\n+OK is text here\r\n..two\r\n"
STUFFED = MAIL.replace(b"\n.", b"\n..")
SENT = b"CAPA\r\nUSER postman\r\nPASS opensesame\r\nSTAT\r\nLIST\r\nRETR 1\r\nTOP 2 0\r\nQUIT\r\n"
RECEIVED = (
    b"+OK Dovecot ready.\r\n+OK\r\nCAPA\r\nTOP\r\n.\r\n+OK\r\n+OK Logged in.\r\n+OK 2 500\r\n"
    b"+OK 2 messages:\r\n1 250\r\n2 250\r\n.\r\n+OK 250 octets\r\n"
    + STUFFED
    + b".\r\n+OK\r\n"
    + STUFFED
    + b".\r\n+OK bye\r\n"
)
STEPS = [1, 3, 50, 10_000]


@pytest.mark.parametrize(
    "head",
    [
        b"+OK Dovecot ready.\r\n",
        b"+OK POP3 server <1896.697170952@mail.example>\r\n",
        b"CAPA\r\n",
        b"AUTH\r\n",
        b"USER x\r\nPASS y\r\nSTAT\r\nUIDL\r\n",
        b"APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n",
        b"TOP 1 0\r\n",
    ],
)
def test_greetings_and_commands_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))
    found = recognise_any("tcp", head)
    assert getattr(found, "name", found) == "pop3"


@pytest.mark.parametrize(
    "head", [b"+OK\r\n", b"+PONG\r\n", b"USER x\r\nPASS y\r\nSYST\r\n", b"TOP of the list\r\n", b"+OK then\n"]
)
def test_other_text_is_not(head: bytes) -> None:
    assert recognise(head) is False


def test_what_ftp_begins_with_too_waits_for_the_server() -> None:
    assert recognise_any("tcp", b"USER x\r\nPASS y\r\nQUIT\r\n") is None


@pytest.mark.parametrize("step", STEPS)
def test_mails_are_read_without_their_dots(read: Any, step: int) -> None:
    sink = read(Pop3, SENT, RECEIVED, step=step)
    assert sink.found("pop3.mail") == [MAIL, MAIL]
    assert all(part.given is SENT_MAIL for part in sink.parts if part.path == "pop3.mail")
    assert b"CAPA\r\nTOP\r\n" in sink.found("pop3.lists")
    assert not sink.found("raw")


def test_the_password_is_content_and_the_login_is_not(read: Any) -> None:
    sink = read(Pop3, SENT, RECEIVED)
    assert sink.found("pop3.password") == [b"PASS opensesame\r\n"]
    assert b"postman" not in b"".join(bytes(part.data) for part in sink.parts if part.inspect)


@pytest.mark.parametrize(
    "sent",
    [
        b"AUTH PLAIN " + base64.b64encode(b"\0postman\0opensesame") + b"\r\n",
        b"AUTH PLAIN\r\n" + base64.b64encode(b"\0postman\0opensesame") + b"\r\n",
        b"AUTH LOGIN\r\n" + base64.b64encode(b"postman") + b"\r\n" + base64.b64encode(b"opensesame") + b"\r\n",
    ],
)
def test_passwords_in_exchanges_are_content(read: Any, sent: bytes) -> None:
    sink = read(Pop3, sent)
    assert sink.found("pop3.password") == [b"PASS opensesame\r\n"]
    assert sink.found("pop3.commands") == [sent]


def test_tls_takes_over(read: Any) -> None:
    sink = read(Pop3, b"STLS\r\n\x16\x03\x01", b"+OK go\r\n\x16\x03\x03")
    assert [label for *_, label in sink.switched] == ["pop3.stls"] * 2


def test_a_mail_goes_on_behind_a_gap_and_one_is_found_in_the_middle(read: Any) -> None:
    sink = read(Pop3)
    reader = Pop3(sink)
    reader.feed(1, 0, [b"end of a mail\r\n.\r\n+OK\r\nSubject: y\r\n\r\nfirst "])
    reader.gap(1, 45, 10)
    reader.feed(1, 55, [b"last\r\n.\r\n+OK\r\n"])
    (mail,) = [part for part in sink.parts if part.path == "pop3.mail"]
    assert (bytes(mail.data), mail.lost, mail.ended) == (b"Subject: y\r\n\r\nfirst last\r\n", 10, True)


def test_a_mail_that_is_cut_is_told(read: Any) -> None:
    (mail,) = [part for part in read(Pop3, b"", b"+OK\r\na: b\r\n\r\ntext").parts if part.path == "pop3.mail"]
    assert (bytes(mail.data), mail.damage) == (b"a: b\r\n\r\ntext", "ended early")


PIECES = [
    *SENT.splitlines(keepends=True),
    b"+OK\r\n",
    b"-ERR no\r\n",
    STUFFED,
    b".\r\n",
    b"1 2\r\n",
    b"x\r\n",
    b"AUTH PLAIN\r\n",
]
TALK = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=12).map(b"".join)


@given(TALK, TALK, st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(read: Any, sent: bytes, received: bytes, step: int) -> None:
    def parts(size: int) -> list[tuple[str, bytes, bool]]:
        sink = read(Pop3, sent, received, step=size)
        return [(part.path, bytes(part.data), part.ended) for part in sink.parts]

    assert all(ended for *_, ended in parts(step))
    if b"\x16" not in sent + received:
        assert parts(step) == parts(1 << 20)


@given(st.binary(max_size=60), st.integers(0, 90))
def test_a_status_is_found_in_the_middle_and_one_that_is_cut_is_kept(before: bytes, cut: int) -> None:
    start = b"\r\n.\r\n+OK 120 octets\r\n"
    data = before.replace(b"\n", b"") + start
    at = len(data) - len(start) + 5
    found, keep = search(data[:cut])
    assert found == at if cut >= len(data) else (found == -1 and keep <= cut and (cut <= at - 5 or keep <= at - 5))


def test_mails_behind_the_middle_of_one_are_read() -> None:
    conversation = Conversation((0, 1), "tcp", (True, True))
    data = b"end of a mail =E4\r\n.\r\n+OK 120 octets\r\n" + STUFFED + b".\r\n"
    runs = conversation.feed(1, 0, [data], 0) + conversation.close(1)
    assert any(run.path == "pop3.mail > mail.body" for run in runs)
