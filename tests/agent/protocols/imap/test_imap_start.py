"""How IMAP conversations begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols import recognise as recognise_any
from agent.protocols.imap.start import recognise, search


@pytest.mark.parametrize(
    "head",
    [
        b"* OK [CAPABILITY IMAP4rev1 LITERAL+] Dovecot ready.\r\n",
        b"* OK ready\r\n* CAPABILITY IMAP4rev1\r\n",
        b"* PREAUTH ready\r\na1 OK done\r\n",
        b"* 12 FETCH (FLAGS (\\Seen))\r\n",
        b"* 172 EXISTS\r\n",
        b"a001 CAPABILITY\r\n",
        b"1 login postman opensesame\r\n",
        b"2 AUTHENTICATE PLAIN AHgAeQ==\r\n",
        b'C5 ID ("name" "iPhone Mail")\r\n',
        b"6.11 UID FETCH 1:* (FLAGS)\r\n",
        b"A3 APPEND Sent (\\Seen) {310}\r\n",
        b"x COMPRESS DEFLATE\r\n",
    ],
)
def test_greetings_and_commands_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))
    found = recognise_any("tcp", head)
    assert getattr(found, "name", found) == "imap"


@pytest.mark.parametrize(
    "head",
    [
        b"* a list\n* of things\n",
        b"* OK so this is a list\n* of things\n",
        b"he CREATEs things here\r\n",
        b"please login to the site\r\n",
        b"id,name\r\n1,x\r\n",
        b"1 FETCH the ball\r\n",
        b"hello there, how are you",
        b"GET / HTTP/1.1\r\n",
        b"EHLO x\r\n",
    ],
)
def test_other_text_is_not(head: bytes) -> None:
    assert recognise(head) is False


def test_what_may_be_any_text_waits_for_the_server() -> None:
    assert recognise(b"a1 SELECT INBOX\r\na2 ") is None


@given(st.binary(min_size=1, max_size=80))
def test_no_bytes_raise(head: bytes) -> None:
    assert recognise(head) in (True, False, None)


@given(st.binary(max_size=60), st.sampled_from([b"\r\n* 7 FETCH (", b"\r\n* 1234567890 fetch ("]), st.integers(0, 90))
def test_an_answer_is_found_in_the_middle_and_one_that_is_cut_is_kept(before: bytes, start: bytes, cut: int) -> None:
    data = before.replace(b"\n", b"") + start
    at = len(data) - len(start) + 2
    found, keep = search(data[:cut])
    assert found == at if cut >= len(data) else (found == -1 and keep <= cut and (cut <= at - 2 or keep <= at - 2))
