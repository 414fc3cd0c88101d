"""The address of a network interface."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled

_REACH: Final = 18
_PAIR: Final = rb"[0-9A-Fa-f]{2}"
_SIEVE: Final = _PAIR + rb"(?:[:\-]" + _PAIR + rb"){5}"
_PATTERN: Final = re.compile(
    rb"(?<![0-9A-Za-z])(?<![0-9A-Fa-f][:\-])"
    + _PAIR
    + rb"(?P<joint>[:\-])(?:"
    + _PAIR
    + rb"(?P=joint)){4}"
    + _PAIR
    + rb"(?![0-9A-Za-z]|[:\-][0-9A-Fa-f])"
)
_WORDS: Final = terms(
    "mac地址 物理地址 网卡地址 蓝牙地址 无线地址",
    "mac mac_addr mac_address wifi_mac wlan_mac device_mac client_mac bt_mac bluetooth_mac bluetooth_address hw_addr",
)
_VIRTUAL: Final = (
    bytes.fromhex("0242"),
    bytes.fromhex("525400"),
    bytes.fromhex("00005e"),
    bytes.fromhex("020000000000"),
)
_FEWEST: Final = 3
_MULTICAST: Final = 1


def claim(sight: Sight) -> Iterator[Claim]:
    """Six pairs of one joint, of a device of its own, where words name them; not in dumps and lists of neighbours."""
    for match in sight.matches(_PATTERN, _REACH):
        raw = bytes.fromhex(match[0].translate(None, b":-").decode("ascii"))
        if len(set(raw)) < _FEWEST or raw[0] & _MULTICAST or raw.startswith(_VIRTUAL):
            continue
        if labelled(sight, _WORDS, *match.span()):
            normal = raw.hex().upper()
            yield Claim(*match.span(), normal.encode(), normal[:2] + "********" + normal[-2:], 0.85)


DETECTOR: Final = Detector(
    id="device.mac",
    finds="hardware address of a device (MAC), six pairs of hexadecimal digits",
    source="IEEE 802-2014 8.2 (EUI-48)",
    false_positives="addresses of switches and printers; virtual and multicast ones, dumps and ARP tables are none",
    confidence="0.85 where words name it, else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset(range(3)),
)
