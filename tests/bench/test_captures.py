"""The benchmark's captures are what the benchmark says they are."""

import json
import random
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("bench", reason="the benchmark is not part of the installed package")

from agent.capture.source import open_capture
from agent.unwrap import Conversation
from bench.flood import flood
from bench.flows import DATABASE, DNS, GZIP, MIXES, make_flows
from bench.payloads import Speaker
from bench.peers import planted
from bench.segments import SYN, Packets, packets_of
from bench.values import bank_card, resident_id
from bench.wire import FILE_HEADER, frames_of
from policies.checksums import luhn, resident_check


@pytest.fixture(scope="module")
def batch() -> tuple[Any, Packets, bytes, list[tuple[int, int, bytes]]]:
    """A batch of 100 flows: flows, packets, payload and messages."""
    dice = np.random.default_rng(3)
    speaker = Speaker(random.Random(3))
    flows = make_flows(dice, replace(MIXES["mixed"], batch_flows=100), 10**18, 10**9)
    messages = [(flow, way, text) for flow, kind in enumerate(flows.kind.tolist()) for way, text in speaker.say(kind)]
    owner, way = (np.array([message[column] for message in messages], np.int64) for column in (0, 1))
    size = np.array([len(message[2]) for message in messages], np.int64)
    return flows, packets_of(flows, owner, way, size, dice), b"".join(text for _, _, text in messages), messages


def test_every_stream_is_whole(batch: Any) -> None:
    flows, packets, payload, messages = batch
    for flow in np.flatnonzero(flows.kind != DNS).tolist():
        for way in (0, 1):
            said = b"".join(text for owner, direction, text in messages if (owner, direction) == (flow, way))
            heard = bytearray(len(said))
            for row in np.flatnonzero(
                (packets.flow == flow) & (packets.direction == way) & (packets.payload > 0)
            ).tolist():
                at, begin, size = (int(c[row]) for c in (packets.sequence, packets.payload_at, packets.payload))
                heard[at - 1 : at - 1 + size] = payload[begin : begin + size]
            assert bytes(heard) == said


def test_nothing_is_acknowledged_before_it_arrived(batch: Any) -> None:
    _, packets, _, _ = batch
    arrived: dict[tuple[int, int], int] = {}
    for flow, way, at, size, acknowledged in zip(
        *(
            c.tolist()
            for c in (packets.flow, packets.direction, packets.sequence, packets.payload, packets.acknowledged)
        ),
        strict=True,
    ):
        assert acknowledged <= arrived.get((flow, 1 - way), 0) + 2
        arrived[flow, way] = max(arrived.get((flow, way), 0), at + size)


def test_some_segments_are_out_of_order(batch: Any) -> None:
    flows, packets, _, _ = batch
    late = set()
    highest: dict[tuple[int, int], int] = {}
    for flow, way, at, size in zip(
        *(c.tolist() for c in (packets.flow, packets.direction, packets.sequence, packets.payload)), strict=True
    ):
        if size and at < highest.get((flow, way), 0):
            late.add(flow)
        highest[flow, way] = max(highest.get((flow, way), 0), at)
    assert late
    assert flows.disorder[sorted(late)].all()


def test_frames_are_a_capture_with_right_header_checksums(batch: Any, tmp_path: Path) -> None:
    flows, packets, payload, _ = batch
    (tmp_path / "capture").write_bytes(FILE_HEADER + frames_of(packets, flows, payload))
    with open_capture(str(tmp_path / "capture")) as capture:
        for chunk in capture:
            frames = [chunk.buffer[s : s + c].tobytes() for s, c in zip(chunk.start, chunk.captured, strict=True)]
    assert (len(frames), capture.damage) == (len(packets), [])
    assert min(map(len, frames)) == 60
    for frame in frames:
        if frame[12:14] == b"\x08\x00":
            total = sum(struct.unpack(">10H", frame[14:34]))
            assert (total & 0xFFFF) + (total >> 16) == 0xFFFF


def test_a_flood_is_one_frame_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.flood.BATCH", 100)
    records = next(flood(1, 10**18))
    assert len(records) == 100 * 76
    assert {records[at + 63] for at in range(0, len(records), 76)} == {SYN}


def test_planted_numbers_are_valid() -> None:
    dice = random.Random(1)
    identities, cards = [resident_id(dice) for _ in range(200)], [bank_card(dice) for _ in range(200)]
    assert all(number[17] == chr(resident_check(number[:17].encode())) for number in map(str, identities))
    assert all(luhn(number.encode()) for number in cards)


def test_only_what_leaves_is_wanted(tmp_path: Path) -> None:
    entry = {"client": "58.32.0.1", "client_port": 1, "server": "130.69.0.1", "server_port": 2, "direction": "sent"}
    listed = [{**entry, "leaving": leaving, "kind": kind} for leaving, kind in ((True, "email"), (False, "cn.mobile"))]
    (tmp_path / "mixed.json").write_text(json.dumps(listed))
    ends = frozenset({("58.32.0.1", 1), ("130.69.0.1", 2)})
    assert planted(tmp_path / "mixed.pcap") == {(ends, "sent", "email")}


@pytest.mark.parametrize(("kind", "protocol", "path"), [(DATABASE, "postgres", "rows"), (GZIP, "http", "gzip")])
def test_bulk_conversations_hold_what_is_planted_in_them(kind: int, protocol: str, path: str) -> None:
    speaker = Speaker(random.Random(4))
    conversation = Conversation((0, 1), "tcp", (True, True))
    heard = b""
    at = [0, 0]
    for direction, text in speaker.say(kind):
        for part in conversation.feed(direction, at[direction], [text], 0):
            heard += b"".join(map(bytes, part.pieces)) if path in part.path else b""
        at[direction] += len(text)
    assert conversation.application == protocol
    assert speaker.planted
    assert all(one.value.encode() in heard for one in speaker.planted)
