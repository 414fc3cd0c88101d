"""The plain lane reads what the layers would read, of every frame it calls plain."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6, IPv6ExtHdrDestOpt
from scapy.layers.l2 import GRE, Dot1AD, Dot1Q, Ether
from scapy.layers.vxlan import VXLAN

from agent.decode import decoder
from agent.decode.decoder import Decoded, decode
from agent.decode.plain import PORTION, read_plain
from agent.frames import Frames

ETHERNET = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
FOUR = IP(src="10.1.2.3", dst="198.51.100.7")
SIX = IPv6(src="2001:db8::1", dst="2001:db8:f::2")
SEGMENT = TCP(sport=5555, dport=8080, seq=7, ack=9, options=[("NOP", None)] * 4) / b"some payload"
DATAGRAM = UDP(sport=5555, dport=8080) / b"some payload"

PLAIN = [
    bytes(ETHERNET / layer)
    for layer in (
        FOUR / SEGMENT,
        FOUR / DATAGRAM,
        SIX / SEGMENT,
        SIX / DATAGRAM,
        Dot1Q() / FOUR / SEGMENT,
        Dot1AD() / SIX / DATAGRAM,
    )
]
OTHER = [
    bytes(ETHERNET / layer)
    for layer in (
        Dot1Q() / Dot1Q() / FOUR / SEGMENT,
        SIX / IPv6ExtHdrDestOpt() / SEGMENT,
        FOUR / GRE() / FOUR / SEGMENT,
        FOUR / UDP(dport=4789) / VXLAN() / ETHERNET / SIX / SEGMENT,
        IP(flags="MF", id=3) / SEGMENT,
        IP(options=[b"\x01\x01\x01\x00"]) / SEGMENT,
        IP(len=0) / SEGMENT,
        IP(len=30) / SEGMENT,
        FOUR / UDP(len=0) / b"the rest of the packet",
        FOUR / UDP(len=11) / b"six of nine",
        FOUR / TCP(dataofs=3) / b"no header is so short",
        SIX / UDP(sport=3544) / SIX / SEGMENT,
    )
]


@pytest.fixture(scope="session")
def behind(as_frames: Callable) -> Callable[..., Frames]:
    """Frames that have something before them in the buffer, as in every capture."""

    def made(data: list[bytes], wire: list[int] | None = None) -> Frames:
        return as_frames([b"\0\0", *data], wire=[2, *wire] if wire else ()).take(slice(1, None))

    return made


def layered(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> Decoded:
    with monkeypatch.context() as patch:
        patch.setattr(decoder, "read_plain", lambda _: None)
        return decode(frames)


def assert_same(one: Decoded, other: Decoded) -> None:
    assert one.reason.tolist() == other.reason.tolist()
    assert one.fragments == other.fragments
    for name in one.packets.__slots__:
        a, b = getattr(one.packets, name), getattr(other.packets, name)
        assert getattr(a, "dtype", None) == getattr(b, "dtype", None), name
        assert np.array_equal(a, b), name


@pytest.mark.parametrize("frame", PLAIN, ids=range(len(PLAIN)))
def test_the_usual_frames_are_plain(frame: bytes, behind: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = behind([frame])
    read = read_plain(frames)
    assert read is not None
    assert read[0].all()
    assert_same(decode(frames), layered(frames, monkeypatch))


@pytest.mark.parametrize("frame", OTHER, ids=range(len(OTHER)))
def test_other_frames_among_plain_ones_are_read_by_the_layers(
    frame: bytes, behind: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = behind([PLAIN[0], frame, PLAIN[1], PLAIN[2]])
    assert read_plain(frames) is not None
    assert_same(decode(frames), layered(frames, monkeypatch))


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_frames_give_what_the_layers_give(seed: int, behind: Callable) -> None:
    random = Random(seed)

    def damaged(frame: bytes) -> bytes:
        changed = bytearray(frame)
        for _ in range(random.randrange(3)):
            changed[random.randrange(12, len(changed))] = random.randrange(256)
        return bytes(changed[: random.randrange(len(changed) + 1)] if random.random() < 0.2 else changed)

    data = [damaged(random.choice(PLAIN)) if random.random() < 0.8 else random.choice(OTHER) for _ in range(40)]
    frames = behind(data, [len(frame) + random.choice((0, 0, 4, 1400)) for frame in data])
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert_same(decode(frames), layered(frames, monkeypatch))


def test_more_frames_than_a_portion_stay_in_order(behind: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = behind([PLAIN[number % len(PLAIN)] for number in range(PORTION + 9)])
    assert_same(decode(frames), layered(frames, monkeypatch))


def test_a_chunk_with_few_plain_frames_is_left_to_the_layers(behind: Callable) -> None:
    assert read_plain(behind([PLAIN[0], OTHER[0], OTHER[0]])) is None


def test_a_chunk_of_another_link_type_is_left_to_the_layers(as_frames: Callable) -> None:
    frames = as_frames([b"\0\0", PLAIN[0][14:]], 101).take(slice(1, None))
    assert read_plain(frames) is None
