"""Every frame ends in exactly one counter, whatever became of its fragments."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP, UDP, fragment
from scapy.layers.l2 import ARP, GRE, Ether

from agent.frames import Frames
from agent.intake import MOST_NESTED, WAITING, Intake
from agent.packets import Packets

RAW = 101
BODY = bytes(range(200)) * 10
OUTER = IP(src="172.16.0.1", dst="172.16.0.2", id=50)
INNER = IP(src="10.1.2.3", dst="198.51.100.7", id=9)


def taken(intake: Intake, *chunks: Frames) -> list[Packets]:
    return [packets for frames in chunks for packets in intake.packets(frames) if len(packets)]


def balanced(intake: Intake) -> bool:
    counts = [intake.decoded, *intake.unread.values()]
    return min(counts) >= 0 and sum(counts) == intake.frames


def whole_and_waiting(intake: Intake) -> tuple[int, int]:
    assert balanced(intake)
    return intake.decoded, intake.unread[WAITING]


def pieces_of(layer: object, size: int = 400) -> list[bytes]:
    return [bytes(piece) for piece in fragment(layer, size)]


def test_frames_without_a_packet_are_counted_by_reason(as_frames: Callable) -> None:
    intake = Intake()
    taken(intake, as_frames([bytes(Ether() / INNER / TCP()), bytes(Ether() / ARP()), b"short"]))
    assert (intake.decoded, dict(intake.unread)) == (1, {"arp": 1, "truncated_ethernet": 1})
    assert balanced(intake)


def test_the_frames_of_a_whole_datagram_are_decoded(as_frames: Callable, payloads: Callable) -> None:
    intake, pieces = Intake(), pieces_of(INNER / UDP(sport=1, dport=2) / BODY)
    (packets,) = taken(intake, as_frames(pieces, RAW))
    assert whole_and_waiting(intake) == (len(pieces), 0)
    assert payloads(packets) == [BODY]
    assert packets.number.tolist() == [len(pieces)]
    assert packets.frame_bytes.tolist() == [len(pieces[-1])]


def test_a_datagram_may_be_spread_over_chunks(as_frames: Callable) -> None:
    intake, pieces = Intake(), pieces_of(INNER / UDP(sport=1, dport=2) / BODY)
    halves = (as_frames(pieces[:3], RAW), as_frames(pieces[3:], RAW, first_number=4))
    (packets,) = taken(intake, *halves)
    assert whole_and_waiting(intake) == (len(pieces), 0)
    assert packets.number.tolist() == [len(pieces)]


def test_fragments_whose_datagram_never_comes_stay_counted_as_waiting(as_frames: Callable) -> None:
    intake, pieces = Intake(), pieces_of(INNER / UDP(sport=1, dport=2) / BODY)
    assert taken(intake, as_frames(pieces[1:], RAW)) == []
    assert whole_and_waiting(intake) == (0, len(pieces) - 1)


def test_a_datagram_that_holds_no_packet_has_one_reason_for_all_its_frames(as_frames: Callable) -> None:
    intake, pieces = Intake(), pieces_of(IP(src="10.0.0.1", dst="10.0.0.2", proto=4) / (b"\0" * 900))
    taken(intake, as_frames(pieces, RAW))
    assert balanced(intake)
    assert intake.unread[WAITING] == 0


def test_fragments_inside_a_tunnel_are_made_whole(as_frames: Callable, payloads: Callable) -> None:
    intake = Intake()
    tunnelled = [bytes(OUTER / GRE(proto=0x0800) / piece) for piece in fragment(INNER / UDP(dport=2) / BODY, 400)]
    (packets,) = taken(intake, as_frames(tunnelled, RAW))
    assert whole_and_waiting(intake) == (len(tunnelled), 0)
    assert payloads(packets) == [BODY]


def test_fragments_of_fragments_are_made_whole_under_the_frame_that_completed_them(
    as_frames: Callable, payloads: Callable
) -> None:
    intake, frames = Intake(), []
    for number, piece in enumerate(fragment(INNER / UDP(dport=2) / BODY, 800)):
        frames += pieces_of(IP(src="172.16.0.1", dst="172.16.0.2", id=60 + number) / GRE(proto=0x0800) / piece, 200)
    (packets,) = taken(intake, as_frames(frames, RAW, first_number=101))
    assert whole_and_waiting(intake) == (len(frames), 0)
    assert payloads(packets) == [BODY]
    assert packets.number.tolist() == [100 + len(frames)]
    assert packets.frame_bytes.tolist() == [len(frames[-1])]


def test_a_datagram_may_come_partly_in_fragmented_frames(as_frames: Callable, payloads: Callable) -> None:
    intake = Intake()
    plain, *rest = fragment(INNER / UDP(dport=2) / BODY, 1400)
    frames = [bytes(OUTER / GRE(proto=0x0800) / plain)]
    frames += pieces_of(OUTER / GRE(proto=0x0800) / rest[0], 200)
    (packets,) = taken(intake, as_frames(frames, RAW))
    assert whole_and_waiting(intake) == (len(frames), 0)
    assert payloads(packets) == [BODY]
    assert packets.number.tolist() == [len(frames)]


def nested(depth: int) -> list[bytes]:
    """Fragments of a datagram that is fragments, `depth` times over."""
    layer: object = INNER / UDP(dport=2) / bytes(64)
    for level in range(depth):
        pieces = fragment(layer, 48)
        layer = IP(src=f"172.16.{level}.1", dst="172.16.9.2", id=level, proto=4) / pieces[0]
    return [bytes(piece) for piece in fragment(layer, 24)]


@pytest.mark.parametrize("depth", range(MOST_NESTED + 3))
def test_nested_fragments_end_in_one_counter_however_deep(depth: int, as_frames: Callable) -> None:
    intake = Intake()
    taken(intake, as_frames(nested(depth), RAW))
    assert balanced(intake)


@settings(max_examples=40, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_the_counters_add_up_whatever_arrives(random: Random, as_frames: Callable) -> None:
    frames = [piece for number in range(3) for piece in pieces_of(INNER / UDP(dport=2) / bytes(number * 300), 200)]
    frames += [bytes(OUTER / GRE(proto=0x0800) / piece) for piece in fragment(INNER / UDP(dport=4789) / BODY, 700)]
    random.shuffle(frames)
    frames = [spoiled(frame, random) for frame in frames]
    cut = random.randrange(len(frames))
    intake = Intake()
    taken(intake, as_frames(frames[:cut], RAW), as_frames(frames[cut:], RAW, first_number=cut + 1))
    assert balanced(intake)


def spoiled(frame: bytes, random: Random) -> bytes:
    changed = bytearray(frame)
    if random.random() < 0.3:
        changed[random.randrange(min(len(changed), 48))] = random.randrange(256)
    return bytes(changed)
