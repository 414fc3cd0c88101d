"""How TLS is recognised."""

import pytest

from agent.protocols.tls.start import recognise

HELLO = b"\x16\x03\x01\x00\x46\x01\x00\x00\x42" + bytes(66)
DATA = b"\x17\x03\x03\x00\x64" + bytes(100)


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (HELLO, True),
        (HELLO[:5], None),
        (DATA + DATA, True),
        (DATA, None),
        (DATA + b"plain text", False),
        (b"\x16\x03\x09\x00\x10\x01", False),
        (b"\x16\x03\x01\xff\xff\x01", False),
        (b"\x16\x03\x01\x00\x00\x01", False),
        (b"\x16\x03\x01\x00\x10\x77", False),
        (b"\x17plain", False),
    ],
)
def test_only_record_headers_are_called_tls(head: bytes, answer: bool | None) -> None:
    assert recognise(head) is answer
