"""Frames made to order are what a reader of the RFCs expects."""

import struct
from pathlib import Path

import pytest

from agent.craft import MSS_BYTES, ORDERLY, Conversation, Endpoint, Frame, Mishaps, dns_lookup, write_capture

CLIENT = Endpoint("10.1.1.5", 40_000)
SERVER = Endpoint("10.9.9.9", 80)
ETHERNET, IPV4, TCP, UDP = 14, 20, 20, 8
FIN, SYN, PSH, ACK = 1, 2, 8, 16


def conversation(payload: bytes = b"", mishaps: Mishaps = ORDERLY) -> Conversation:
    talk = Conversation(CLIENT, SERVER, now_ns=1_000)
    talk.open()
    if payload:
        talk.say("client", payload, mishaps)
    talk.close()
    return talk


def flags(frame: Frame) -> int:
    return frame.data[ETHERNET + IPV4 + 13]


def segment(frame: Frame) -> tuple[int, int, bytes]:
    """Source port, sequence number and payload."""
    total = struct.unpack_from("!H", frame.data, ETHERNET + 2)[0]
    port, sequence = struct.unpack_from("!HxxI", frame.data, ETHERNET + IPV4)
    header = (frame.data[ETHERNET + IPV4 + 12] >> 4) * 4
    return port, sequence, frame.data[ETHERNET + IPV4 + header : ETHERNET + total]


def sent(frames: list[Frame]) -> bytes:
    """The client's stream put together again, the first copy of a byte winning."""
    pieces = sorted({(number, data) for port, number, data in map(segment, frames) if port == CLIENT.port and data})
    return b"".join(data for _, data in pieces)


def ones_complement(data: bytes) -> int:
    padded = data + bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(padded) // 2}H", padded))
    total = (total & 0xFFFF) + (total >> 16)
    return (total & 0xFFFF) + (total >> 16)


def test_a_conversation_opens_with_three_packets_and_closes_with_three() -> None:
    frames = conversation().frames
    assert [flags(frame) for frame in frames] == [SYN, SYN | ACK, ACK, FIN | ACK, FIN | ACK, ACK]


def test_a_payload_is_cut_into_full_segments_and_arrives_whole() -> None:
    payload = bytes(range(256)) * 20
    frames = conversation(payload).frames
    sizes = [len(data) for _, _, data in map(segment, frames) if data]
    assert sizes == [MSS_BYTES, MSS_BYTES, MSS_BYTES, len(payload) - 3 * MSS_BYTES]
    assert sent(frames) == payload


def test_mishaps_swap_and_repeat_segments_without_changing_the_stream() -> None:
    payload = bytes(range(256)) * 60
    orderly = conversation(payload).frames
    untidy = sorted(conversation(payload, Mishaps(repeat_every=4, swap_every=3)).frames)
    numbers = [number for port, number, data in map(segment, untidy) if port == CLIENT.port and data]
    assert numbers != sorted(numbers)
    assert len(untidy) == len(orderly) + len(payload) // MSS_BYTES // 4
    assert sent(untidy) == payload


@pytest.mark.parametrize("payload", [b"hello", b"even", b"\xff" * 3_000])
def test_checksums_are_right(payload: bytes) -> None:
    for frame in conversation(payload).frames:
        assert ones_complement(frame.data[ETHERNET : ETHERNET + IPV4]) == 0xFFFF
        segment_bytes = frame.data[ETHERNET + IPV4 :]
        pseudo_header = frame.data[ETHERNET + 12 : ETHERNET + IPV4] + struct.pack("!HH", 6, len(segment_bytes))
        assert ones_complement(pseudo_header + segment_bytes) == 0xFFFF


def test_a_lookup_is_a_question_and_its_answer() -> None:
    question, answer = dns_lookup(CLIENT, Endpoint("10.0.0.53", 53), "files.example.com", "192.0.2.7", time_ns=5)
    assert b"\x05files\x07example\x03com\x00" in question.data[ETHERNET + IPV4 + UDP :]
    assert answer.data.endswith(bytes([192, 0, 2, 7]))
    assert answer.time_ns > question.time_ns


def test_a_capture_holds_the_frames_in_the_order_of_their_times(tmp_path: Path) -> None:
    late, early = Frame(3_000_000_007, b"b" * 60), Frame(1_000_000_002, b"a" * 60)
    assert write_capture(tmp_path / "made.pcap", [late, early]) == 2
    written = (tmp_path / "made.pcap").read_bytes()
    magic, link = struct.unpack_from("=I16xI", written)
    assert (magic, link) == (0xA1B23C4D, 1)
    assert struct.unpack_from("=IIII", written, 24) == (1, 2, 60, 60)
    assert written[40:100] == early.data


@pytest.mark.parametrize("size", [1, MSS_BYTES, MSS_BYTES + 1])
def test_the_last_segment_pushes(size: int) -> None:
    frames = conversation(b"x" * size).frames
    pushes = [frame for frame in frames if flags(frame) & PSH]
    assert len(pushes) == 1
    assert pushes[0] == [frame for frame in frames if segment(frame)[2]][-1]
