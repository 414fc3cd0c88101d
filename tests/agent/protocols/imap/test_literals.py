"""What literals are of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.imap.literals import announced, readable, section


@pytest.mark.parametrize(
    ("line", "size"),
    [(b"a {12}\r\n", 12), (b"a {12+}\r\n", 12), (b"~{3}\r\n", 3), (b"a {x}\r\n", None), (b"{1} a\r\n", None)],
)
def test_a_line_announces_bytes_at_its_end(line: bytes, size: int | None) -> None:
    literal = announced(line)
    assert (int(literal[1]) if literal else None) == size


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        (b"* 1 FETCH (UID 2 BODY[] ", ("mail", 0)),
        (b"* 1 FETCH (BODY[]<400> ", ("mail", 400)),
        (b"* 1 FETCH (RFC822 ", ("mail", 0)),
        (b"* 1 FETCH (RFC822.HEADER ", ("headers", 0)),
        (b"* 1 FETCH (BODY[HEADER.FIELDS (DATE FROM)] ", ("headers", 0)),
        (b" BODY[2.MIME] ", ("headers", 0)),
        (b" BODY[2.1] ", ("2.1", 0)),
        (b" BINARY[2] ~"[:-1], ("2", 0)),
        (b" body[text] ", ("text", 0)),
        (b" BODY[1.TEXT] ", ("text", 0)),
        (b"* LIST () NIL ", None),
    ],
)
def test_a_literal_is_what_the_words_before_it_say(before: bytes, answer: tuple[str, int] | None) -> None:
    assert section(before) == answer


def test_mailbox_names_are_decoded() -> None:
    assert readable(b'a CREATE "&V4NXPpCuTvY-/x &- y"') == 'a CREATE "垃圾邮件/x & y"'.encode()


@given(st.binary(max_size=60))
def test_no_bytes_raise(line: bytes) -> None:
    announced(line)
    section(line)
    readable(b"&" + line + b"-")
