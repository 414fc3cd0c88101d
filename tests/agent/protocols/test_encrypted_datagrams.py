"""QUIC and DTLS."""

from typing import Any

import pytest

from agent.protocols.encrypted_datagrams import Encrypted, recognise_dtls, recognise_quic

INITIAL = b"\xc3\x00\x00\x00\x01\x08" + bytes(20)
DTLS = b"\x16\xfe\xfd" + bytes(8) + b"\x00\x03abc"


@pytest.mark.parametrize(
    ("datagram", "answer"),
    [
        (INITIAL, True),
        (b"\xc3Q046\x08" + bytes(20), True),
        (b"\xc3\x00\x00\x00\x01\x30" + bytes(60), False),
        (b"\x43" + INITIAL[1:], False),
        (b"\xc3\x12\x34\x56\x78" + bytes(20), False),
        (INITIAL[:5], False),
    ],
)
def test_quic_is_told_by_a_known_version(datagram: bytes, answer: bool) -> None:
    assert recognise_quic(datagram) is answer


@pytest.mark.parametrize(
    ("datagram", "answer"), [(DTLS, True), (DTLS[:-1], False), (b"\x16\x03\x03" + DTLS[3:], False)]
)
def test_dtls_records_fit_their_datagram(datagram: bytes, answer: bool) -> None:
    assert recognise_dtls(datagram) is answer


def test_all_bytes_are_opaque_and_none_is_given(read: Any) -> None:
    sink = read(Encrypted, INITIAL, DTLS)
    assert sink.sealed == {0: len(INITIAL), 1: len(DTLS)}
    assert sink.parts == []
