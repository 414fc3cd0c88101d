"""Framing of one direction."""

import pytest

from agent.protocols.smb.reader import Smb

A = b"A" * 16


def test_session_packets_hold_nothing(read, smb) -> None:
    session = b"\x81\x00\x00\x44" + (b"\x20" + b"CA" * 16 + b"\x00") * 2
    sink = read(Smb, session + b"\x85\x00\x00\x00" + smb.frame(smb.write(1, A, 0, b"data")), b"\x82\x00\x00\x00")
    assert [(p.path, bytes(p.data)) for p in sink.parts] == [("smb.write", b"data")]


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_what_is_no_frame_is_raw_until_the_next_one(read, smb, step: int) -> None:
    frame = smb.frame(smb.write(1, A, 0, b"data"))
    sink = read(Smb, b"not a frame" + frame + b"tail", step=step)
    assert sink.found("raw") == [b"not a frame", b"tail"]
    assert sink.found("smb.write") == [b"data"]


def test_compressed_messages_are_counted_with_a_reason(read, smb) -> None:
    frame = b"\x00\x00\x00\x40\xfcSMB" + bytes(60)
    sink = read(Smb, frame + frame)
    (part,) = sink.parts
    assert (part.path, len(part.data), part.given.label) == ("smb.compressed", 128, "compressed")


def test_a_frame_that_lies_about_its_length_hides_nothing(read, smb) -> None:
    long = bytearray(smb.frame(smb.write(1, A, 0, b"data")))
    long[1:4] = b"\x00\x10\x00"
    sink = read(Smb, bytes(long) + b"what follows is in the frame, it says")
    assert sink.found("smb.write") == [b"data"]
    assert sink.found("raw") == [b"what follows is in the frame, it says"]


def test_a_gap_beyond_the_frame_looks_for_the_next_one(read, smb) -> None:
    frame = smb.frame(smb.write(1, A, 0, bytes(20_000)))
    next_frame = smb.frame(smb.create(2, "x"))
    sink = read(Smb)
    reader = Smb(sink)
    reader.feed(0, 0, [frame[:15_000]])
    reader.gap(0, 15_000, 5_500)
    reader.feed(0, 20_500, [b"rest of some frame" + next_frame])
    reader.close(0, 30_000)
    assert [len(data) for data in sink.found("smb.write")] == [15_000 - 116]
    assert sink.found("raw") == [b"rest of some frame"]
    assert sink.found("smb.names") == [b"x\n"]


def test_a_command_cut_by_a_gap_gives_what_is_there(read, smb) -> None:
    frame = smb.frame(smb.write(1, A, 0, b"0123456789" * 100))
    sink = read(Smb)
    reader = Smb(sink)
    reader.feed(0, 0, [frame[:600]])
    reader.gap(0, 600, 100)
    reader.feed(0, 700, [frame[700:]])
    reader.close(0, len(frame))
    (part,) = sink.parts
    assert (len(part.data) + part.lost, part.lost) == (1000, 100)


def test_nothing_is_held_of_what_nobody_wants(read, smb) -> None:
    sink = read(Smb, smb.frame(smb.write(1, A, 0, b"data") + b"hidden behind it"), unwanted=(0,))
    assert sink.found("smb.write") == []
