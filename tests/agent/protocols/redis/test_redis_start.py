"""How Redis conversations begin."""

import pytest

from agent.protocols.redis.start import recognise


@pytest.mark.parametrize(
    "head",
    [
        b"*2\r\n$3\r\nGET\r\n$1\r\na\r\n",
        b"*1\r\n$4\r\nPING\r\n",
        b"SET note hello\r\n",
        b"PING\r\n",
        b"+OK\r\n$2\r\nab\r\n",
        b"$5\r\nhello\r\n",
        b"$300\r\n" + b"x" * 300,
        b"*2\r\n$1\r\na\r\n$1\r\nb\r\n",
        b"%1\r\n$1\r\na\r\n",
        b"-NOAUTH Authentication required.\r\n",
    ],
)
def test_commands_and_replies_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head",
    [
        b"*2 apples\r\n",
        b"$5 is the price of it\r\n",
        b"$5\r\nhello world",
        b"*1\r\n$9\r\nGET\r\n",
        b"GET /path HTTP/1.1\r\n",
        b"set key 0 0 5\r\nhello\r\n",
        b"+OK POP3 ready\r\n",
        b"- a list\n- of things\n",
        b"Customers of today\r\n",
        b"GETTING on\r\n",
    ],
)
def test_other_text_is_not(head: bytes) -> None:
    assert recognise(head) is False
