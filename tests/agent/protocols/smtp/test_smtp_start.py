"""How mail conversations begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.smtp.start import recognise, search


@pytest.mark.parametrize(
    "head",
    [
        b"220 mx.example ESMTP ready\r\n",
        b"220-mx.example\r\n220 LMTP\r\n",
        b"220 mx.example\r\n250-mx.example",
        b"EHLO client.example\r\n",
        b"helo [192.0.2.1]\n",
        b"LHLO x\r\n",
        b"MAIL FROM:<a@x.example> SIZE=1\r\n",
        b"rcpt to: <a@x.example>\r\n",
        b"DATA\r\nSubject: x",
        b"BDAT 100 LAST\r\n",
    ],
)
def test_greetings_and_commands_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head",
    [
        b"220 (vsFTPd 3.0.3)\r\n331 ",
        b"220 \r\n530 ",
        b"2 apples",
        b"HELO\r\n",
        b"DATA is what we have\r\n",
        b"EHLO " + b"x" * 700,
        b"MAIL\r\n or something\r\n",
        b"email",
    ],
)
def test_other_text_is_not(head: bytes) -> None:
    assert recognise(head) is False


def test_a_bare_greeting_waits_for_what_follows() -> None:
    assert recognise(b"220 ready\r\n") is None
    assert recognise(b"220-" + b"x" * 5000) is False


def test_transactions_are_found_in_the_middle() -> None:
    data = b"end of a mail\r\n.\r\nMAIL FROM:<a@x.example>\r\n"
    assert search(data) == (data.index(b"MAIL"), data.index(b"MAIL"))
    assert search(b"MAIL") == (-1, 0)
    assert search(b"x" * 50)[1] == 50


@given(
    st.binary(max_size=60),
    st.sampled_from([b"\nMAIL FROM:<>\r\n", b"\nmail from:<>\n", b"\nmail FROM: <>\n"]),
    st.integers(0, 80),
)
def test_a_start_that_is_cut_is_kept(before: bytes, start: bytes, cut: int) -> None:
    data = before.replace(b"\n", b"") + start
    found, keep = search(data[:cut])
    at = len(data) - len(start) + 1
    assert found == at if cut >= len(data) else keep <= max(at, cut)
    assert cut <= at or keep <= at
