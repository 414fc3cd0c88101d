"""Databases written by hand, so that no test depends on a writer or on files of others."""

import ipaddress
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from geo.maxmind import Database, read_database

MARKER = b"\xab\xcd\xefMaxMind.com"
UINT16, UINT32, UINT64 = 5, 6, 9
INTEGERS = {
    "node_count": UINT32,
    "record_size": UINT16,
    "ip_version": UINT16,
    "binary_format_major_version": UINT16,
    "binary_format_minor_version": UINT16,
}
"""Types the format prescribes for the metadata; every other integer is a uint64."""

BUILT = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())


def control(kind: int, size: int) -> bytes:
    """The control bytes of a field of fewer than 285 bytes (MaxMind DB format 2.0)."""
    short, more = (size, b"") if size < 29 else (29, bytes([size - 29]))
    return (bytes([kind << 5 | short]) if kind < 8 else bytes([short, kind - 7])) + more


def encode(value: Any, integer: int = UINT64) -> bytes:
    """One value of the data section; `integer` is the type an integer gets."""
    if isinstance(value, bool):
        return control(14, int(value))
    if isinstance(value, int):
        raw = value.to_bytes(8, "big").lstrip(b"\0")
        return control(integer, len(raw)) + raw
    if isinstance(value, str):
        return control(2, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return control(11, len(value)) + b"".join(map(encode, value))
    pairs = (encode(key) + encode(item, INTEGERS.get(key, UINT64)) for key, item in value.items())
    return control(7, len(value)) + b"".join(pairs)


def pack(left: int, right: int, record_size: int) -> bytes:
    """One node."""
    if record_size == 28:
        middle = left >> 24 << 4 | right >> 24
        return (left & 0xFFFFFF).to_bytes(3, "big") + bytes([middle]) + (right & 0xFFFFFF).to_bytes(3, "big")
    return b"".join(record.to_bytes(record_size // 8, "big") for record in (left, right))


def bits_of(prefix: str, ip_version: int) -> str:
    """The bits of a prefix, IPv4 as ::/96 of an IPv6 tree."""
    network = ipaddress.ip_network(prefix)
    bits = f"{int(network.network_address):0{network.max_prefixlen}b}"[: network.prefixlen]
    return "0" * 96 + bits if network.version == 4 and ip_version == 6 else bits


def written(
    networks: Mapping[str, Any],
    *,
    record_size: int = 24,
    ip_version: int = 6,
    kind: str = "Test-Country",
    built: int = BUILT,
    **metadata: Any,
) -> bytes:
    """A database that holds a record for each prefix; a longer one counts before a shorter one."""
    nodes: list[list[int | bytes | None]] = [[None, None]]
    for prefix in sorted(networks, key=lambda p: len(bits_of(p, ip_version))):
        bits, node = bits_of(prefix, ip_version), 0
        for bit in bits[:-1]:
            child = nodes[node][int(bit)]
            if not isinstance(child, int):
                nodes.append([child, child])
                child = nodes[node][int(bit)] = len(nodes) - 1
            node = child
        nodes[node][int(bits[-1])] = encode(networks[prefix])
    data, offsets = b"", {}
    for record in (child for node in nodes for child in node if isinstance(child, bytes)):
        if record not in offsets:
            offsets[record] = len(data)
            data += record
    count = len(nodes)
    values = {None: count, **{record: count + 16 + offset for record, offset in offsets.items()}}
    pairs = [[child if isinstance(child, int) else values[child] for child in node] for node in nodes]
    fields = {
        "node_count": count,
        "record_size": record_size,
        "ip_version": ip_version,
        "database_type": kind,
        "languages": ["en"],
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": built,
        "description": {"en": "made by a test"},
        **metadata,
    }
    tree = b"".join(pack(left, right, record_size) for left, right in pairs)
    return tree + bytes(16) + data + MARKER + encode(fields)


@pytest.fixture(scope="session")
def write_mmdb() -> Callable[..., bytes]:
    """Bytes of a database: `write_mmdb({"1.2.3.0/24": record}, record_size=28, …)`."""
    return written


@pytest.fixture(scope="session")
def make_database() -> Callable[..., Database]:
    """A database ready for use: `make_database({"1.2.3.0/24": record}, …)`."""
    return lambda networks, **options: read_database(written(networks, **options), "made.mmdb")


def record(country: str = "", registered: str = "", **more: Any) -> dict[str, Any]:
    """A GeoIP2 country record."""
    fields = {"country": country, "registered_country": registered}
    return {name: {"iso_code": code} for name, code in fields.items() if code} | more


@pytest.fixture(scope="session")
def country_record() -> Callable[..., dict[str, Any]]:
    """A GeoIP2 country record: `country_record("CN", "CN")`."""
    return record
