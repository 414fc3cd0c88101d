"""Protobuf messages written field by field."""

from collections.abc import Callable

import pytest


def varint(number: int) -> bytes:
    """A number in groups of seven bits, the lowest first."""
    data = b""
    while number > 0x7F:
        data += bytes([number & 0x7F | 0x80])
        number >>= 7
    return data + bytes([number])


def field(number: int, value: bytes | str | int) -> bytes:
    """A field: text, bytes and messages behind their length, numbers as varints."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


@pytest.fixture(scope="session", name="field")
def _field() -> Callable[[int, bytes | str | int], bytes]:
    return field
