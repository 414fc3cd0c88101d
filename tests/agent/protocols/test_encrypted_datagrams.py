"""QUIC, DTLS, IPsec and WireGuard."""

from typing import Any

import pytest

from agent.protocols import recognise
from agent.protocols.encrypted_datagrams import (
    Encrypted,
    recognise_dtls,
    recognise_ike,
    recognise_quic,
    recognise_wireguard,
)
from agent.protocols.reader import Kind

INITIAL = b"\xc3\x00\x00\x00\x01\x08" + bytes(20)
IKE = bytes(range(1, 17)) + b"\x21\x20\x22\x08" + bytes(4) + b"\0\0\0\x20" + bytes(4)
WIREGUARD = b"\4\0\0\0" + b"peer" + b"\x09" + bytes(7) + bytes(range(0x70, 0x90))
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


@pytest.mark.parametrize(
    ("datagram", "answer"),
    [
        (IKE, True),
        (bytes(4) + IKE, True),
        (IKE + b"x", False),
        (bytes(8) + IKE[8:], False),
        (IKE[:17] + b"\x40" + IKE[18:], False),
        (b"short", False),
    ],
)
def test_ike_says_its_version_and_length(datagram: bytes, answer: bool) -> None:
    assert recognise_ike(datagram) is answer


@pytest.mark.parametrize(
    ("datagram", "answer"),
    [
        (b"\1\0\0\0" + bytes(144), True),
        (b"\2\0\0\0" + bytes(88), True),
        (b"\3\0\0\0" + bytes(60), True),
        (WIREGUARD, True),
        (WIREGUARD[:-1], False),
        (b"\4\0\0\0" + b"text that is no cipher.." + bytes(20), False),
        (b"\4\0\0\0" + b"peer" + b"\x09" + bytes(7) + b"plain text in two blocks of 16..", False),
        (b"\1\0\0\1" + bytes(144), False),
        (b"\5\0\0\0", False),
        (b"", False),
    ],
)
def test_wireguard_is_told_by_its_types_and_lengths(datagram: bytes, answer: bool) -> None:
    assert recognise_wireguard(datagram) is answer


@pytest.mark.parametrize(("protocol", "name"), [("50", "esp"), ("108", "ipcomp")])
def test_some_ip_protocols_are_opaque_whatever_their_bytes(protocol: str, name: str) -> None:
    kind = recognise(protocol, b"plain?")
    assert isinstance(kind, Kind)
    assert kind.name == name


def test_all_bytes_are_opaque_and_none_is_given(read: Any) -> None:
    sink = read(Encrypted, INITIAL, DTLS)
    assert sink.sealed == {0: len(INITIAL), 1: len(DTLS)}
    assert sink.parts == []
