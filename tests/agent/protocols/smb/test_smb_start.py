"""How SMB is recognised, and found in the middle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols import recognise as recognise_any
from agent.protocols.smb.start import FIRST, recognise, search

SESSION = b"\x81\x00\x00\x44" + (b"\x20" + b"CA" * 16 + b"\x00") * 2


def test_messages_of_all_kinds_are_recognised(smb: "object") -> None:
    heads = [
        smb.frame(smb.create(1, "x")),  # type: ignore[attr-defined]
        smb.smb1(0x72, b"", bytes(20)),  # type: ignore[attr-defined]
        b"\x00\x00\x00\x80\xfdSMB" + bytes(60),
        b"\x00\x00\x00\x80\xfcSMB" + bytes(60),
        SESSION,
    ]
    heads += [b"\x82\x00\x00\x00" + heads[0], b"\x85\x00\x00\x00" + heads[1]]
    for head in heads:
        assert head[0] in FIRST
        assert recognise(head[:100]) is True
        assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


def test_the_registry_knows_both_directions(recorded: "object") -> None:
    for name in ("smb1", "smb2", "smb3"):
        turns = recorded(name)  # type: ignore[operator]
        for direction in (0, 1):
            kind = recognise_any("tcp", b"".join(data for way, data in turns if way == direction))
            assert getattr(kind, "name", "") == "smb"


@pytest.mark.parametrize(
    "head",
    [
        b"\x00\x00\x00\x01",
        b"\x00\x00\x00\x10\xfeSMB",
        b"\x00\x00\x00\x80\xfeSMB\x41\x00" + bytes(20),
        b"\x00\x00\x00\x80\xfeSMB\x40\x00" + b"\x00" * 6 + b"\x14\x00" + bytes(20),
        b"\x00\x00\x00\x80\xffSMB\x99",
        b"\x00" * 40,
        b"\x81\x00\x00\x44\x21",
        b"\x81\x00\x00\x44\x20" + b"x" * 80,
        b"\x82\x00\x00\x01x",
        b"\x82\x00\x00\x00GET",
    ],
)
def test_other_bytes_are_not(head: bytes) -> None:
    assert (recognise(head) is False) or (len(head) == 4 and recognise(head + b"abcd") is False)


def test_a_frame_is_found_in_the_middle(smb: "object") -> None:
    frame = smb.frame(smb.create(1, "x"))  # type: ignore[attr-defined]
    junk = b"SMB, or \xfeSMB \x00"
    assert search(junk + frame) == (len(junk), len(junk))
    assert search(frame, 1)[0] == -1


@given(st.binary(max_size=40))
def test_a_search_gives_no_beginning_of_a_frame_away(junk: bytes) -> None:
    frame = b"\x00\x00\x00\x80\xfeSMB\x40\x00" + bytes(60)
    data = junk + frame
    for size in range(len(data)):
        found, keep = search(data[:size])
        assert keep <= len(junk) or found == keep == len(junk) or size < len(junk)
        assert 0 <= keep <= size
