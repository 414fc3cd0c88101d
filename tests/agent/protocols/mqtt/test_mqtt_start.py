"""How MQTT conversations begin."""

import pytest

from agent.protocols.mqtt.start import recognise, remaining


@pytest.mark.parametrize(
    "head",
    [
        b"\x10\x20\0\4MQTT\4\2\0\x3c\0\2id",
        b"\x10\xff\x01\0\4MQTT\5\2\0\x3c",
        b"\x10\x20\0\6MQIsdp\3\2\0\x3c\0\2id",
        b"\x20\2\0\0\x90\3\0\1\0",
        b"\x20\x09\0\0\6\x22\0\x0a\x21\0\x14",
        b"\x30\x14\0\x09house/hot21 degrees",
    ],
)
def test_packets_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head",
    [b"0123456789 some digits", b"1,2,3\n4,5,6\n", b"\x10\x20\0\4HTTP\4\2\0\x3c", b"\x20\2\0\0some text", b"3 apples"],
)
def test_other_bytes_are_not(head: bytes) -> None:
    assert recognise(head) is False


def test_a_length_has_one_to_four_bytes() -> None:
    assert remaining(b"\x30\x7f", 1) == (127, 2)
    assert remaining(b"\x30\x80\x01", 1) == (128, 3)
    assert remaining(b"\x30\x80", 1) is None
