"""802.11: data in the clear is read behind every capture header, the rest is named."""

import struct
from collections.abc import Callable

import pytest
from scapy.layers.dot11 import Dot11, Dot11Beacon, Dot11QoS, RadioTap
from scapy.layers.l2 import LLC, SNAP, Ether

WIFI, PRISM, RADIOTAP, PPI = 105, 119, 127, 192
LLC_SNAP = LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP()
DATA, QOS = 0, 8
TO_DS, FROM_DS, PROTECTED = 0x01, 0x02, 0x40


def per_packet_information(link: int, frame: bytes, fields: bytes = b"") -> bytes:
    return struct.pack("<BBHI", 0, 0, 8 + len(fields), link) + fields + frame


HEADERS = {
    "802.11 data": (WIFI, lambda ip: Dot11(type=2, subtype=DATA, FCfield=TO_DS) / LLC_SNAP / ip),
    "802.11 QoS data": (WIFI, lambda ip: Dot11(type=2, subtype=QOS, FCfield=FROM_DS) / Dot11QoS() / LLC_SNAP / ip),
    "between access points": (
        WIFI,
        lambda ip: Dot11(type=2, subtype=DATA, FCfield=TO_DS | FROM_DS, addr4="02:00:00:00:00:04") / LLC_SNAP / ip,
    ),
    "radiotap": (RADIOTAP, lambda ip: RadioTap() / Dot11(type=2, subtype=DATA, FCfield=TO_DS) / LLC_SNAP / ip),
    "radiotap and a frame check sequence": (
        RADIOTAP,
        lambda ip: bytes(RadioTap() / Dot11(type=2, subtype=DATA, FCfield=TO_DS) / LLC_SNAP / ip) + b"\xfc\x5c\xfc\x5c",
    ),
    "Prism": (
        PRISM,
        lambda ip: struct.pack("<II", 0x44, 144) + bytes(136) + bytes(Dot11(type=2, FCfield=TO_DS) / LLC_SNAP / ip),
    ),
    "PPI with 802.11": (
        PPI,
        lambda ip: per_packet_information(105, bytes(Dot11(type=2, FCfield=TO_DS) / LLC_SNAP / ip), bytes(24)),
    ),
    "PPI with Ethernet": (PPI, lambda ip: per_packet_information(1, bytes(Ether() / ip))),
    "PPI with raw IP": (PPI, lambda ip: per_packet_information(101, bytes(ip))),
}


@pytest.mark.parametrize("name", HEADERS)
def test_data_in_the_clear_is_read(name: str, inside: Callable, conversation: object, expected: object) -> None:
    link, wrapped = HEADERS[name]
    assert inside(wrapped(conversation), link) == expected


REASONS = {
    "wifi_encrypted": (WIFI, Dot11(type=2, subtype=DATA, FCfield=TO_DS | PROTECTED) / bytes(60)),
    "wifi_no_data": (WIFI, Dot11(type=0, subtype=8) / Dot11Beacon() / bytes(30)),
    "truncated_link": (RADIOTAP, b"\0\0\x08\0"),
    "ppi_link_unknown": (PPI, per_packet_information(147, bytes(40))),
}


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_not_read_is_named(reason: str, inside: Callable) -> None:
    link, frame = REASONS[reason]
    assert inside(frame, link) == reason


def test_a_null_data_frame_carries_no_data(inside: Callable) -> None:
    assert inside(Dot11(type=2, subtype=4) / bytes(20), WIFI) == "wifi_no_data"


def test_a_radiotap_length_beyond_the_frame_is_counted(inside: Callable) -> None:
    assert inside(b"\0\0\xff\xff" + bytes(60), RADIOTAP) == "wifi_no_data"
