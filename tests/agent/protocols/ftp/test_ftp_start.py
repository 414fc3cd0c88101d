"""How FTP control connections begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols import recognise as recognise_any
from agent.protocols.ftp.start import recognise


@pytest.mark.parametrize(
    "head",
    [
        b"220 (vsFTPd 3.0.3)\r\n",
        b"220-FileZilla Server 1.7\r\n220 welcome\r\n",
        b"220 ready\r\n331 Password required\r\n",
        b"220-hello\r\n you there\r\n220 ready\r\n530 Please log in\r\n",
        b"227 Entering Passive Mode (10,0,0,9,82,109).\r\n",
        b"229 Entering Extended Passive Mode (|||21101|)\r\n",
        b"150 Opening BINARY mode data connection for a.txt (9 bytes).\r\n",
        b"USER x\r\nPASS y\r\nSYST\r\n",
        b"user x\r\npass y\r\npwd\r\n",
        b"PASV\r\n",
        b"AUTH TLS\r\n",
        b"PORT 10,0,0,1,4,5\r\n",
        b"EPRT |2|2001:db8::1|5282|\r\n",
        b"TYPE I\r\n",
        b"STOR report.xlsx\r\n",
        b"CWD /in\r\n",
    ],
)
def test_greetings_and_commands_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))
    found = recognise_any("tcp", head)
    assert not isinstance(found, bool)
    assert found is not None
    assert found.name == "ftp"


@pytest.mark.parametrize(
    "head",
    [
        b"220 mx.example ESMTP\r\n250-",
        b"220 apples and pears\r\nand more\r\n",
        b"USER x\r\nPASS y\r\nUIDL\r\n",
        b"USER x\r\nPASS y\r\nSTAT\r\n",
        b"TYPE of house,price\r\n",
        b"PORT of entry\r\n",
        b"AUTH PLAIN\r\n",
        b"150 people came\r\n",
        b"227 rows\r\n",
        b"user,password\r\n",
        b"2024-01-01",
    ],
)
def test_other_text_is_not(head: bytes) -> None:
    assert recognise(head) is not True


@given(st.binary(min_size=1, max_size=80))
def test_no_bytes_raise(head: bytes) -> None:
    assert recognise(head) in (True, False, None)
