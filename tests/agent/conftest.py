"""Frames and packets made to order, as columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from agent.capture.source import open_capture
from agent.craft import Frame, write_capture
from agent.decode.addresses import halves
from agent.frames import SLACK, Frames
from agent.packets import TCP, Packets
from agent.pipeline import Auditor, audit
from geo.load import open_atlas
from policies.inspection import Inspector
from policies.load import load_policy
from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer

EPOCH_NS = 1_700_000_000_000_000_000
MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """One packet, as a test writes it down; times count from an arbitrary moment."""

    source: tuple[str, int] = ("10.0.0.1", 40000)
    target: tuple[str, int] = ("192.0.2.9", 80)
    payload: bytes = b""
    flags: str = "A"
    sequence: int = 0
    acknowledgement: int = 0
    protocol: int = TCP
    at_ms: int = 0
    captured: int = -1  # bytes of the payload that the capture kept, -1 for all


class Outcome(NamedTuple):
    """What an audit of one capture came to."""

    transfers: list[JudgedTransfer]
    totals: tuple[ClearTotal, ...]
    capture: CaptureRecord


FLAGS = {"F": 0x01, "S": 0x02, "R": 0x04, "P": 0x08, "A": 0x10}
HEADERS = 54


def as_packets(sent: Sequence[Sent], first_number: int = 1) -> Packets:
    """Columns of packets, in the order given."""
    held = [one.payload if one.captured < 0 else one.payload[: one.captured] for one in sent]
    sizes = np.array([len(kept) for kept in held], np.int64)
    claimed = np.array([len(one.payload) for one in sent], np.int64)
    source = np.array([halves(one.source[0]) for one in sent], np.uint64).reshape(-1, 2)
    target = np.array([halves(one.target[0]) for one in sent], np.uint64).reshape(-1, 2)
    return Packets(
        buffer=np.frombuffer(b"".join(held) + bytes(SLACK), np.uint8),
        number=np.arange(first_number, first_number + len(sent), dtype=np.int64),
        time_ns=np.array([EPOCH_NS + one.at_ms * MS for one in sent], np.int64),
        frame_bytes=claimed + HEADERS,
        version=np.array([6 if ":" in one.source[0] else 4 for one in sent], np.uint8),
        protocol=np.array([one.protocol for one in sent], np.uint8),
        source_high=source[:, 0],
        source_low=source[:, 1],
        target_high=target[:, 0],
        target_low=target[:, 1],
        source_port=np.array([one.source[1] for one in sent], np.uint16),
        target_port=np.array([one.target[1] for one in sent], np.uint16),
        payload_at=np.cumsum(sizes) - sizes,
        payload_captured=sizes,
        payload_bytes=claimed,
        sequence=np.array([one.sequence % 2**32 for one in sent], np.uint32),
        acknowledgement=np.array([one.acknowledgement % 2**32 for one in sent], np.uint32),
        flags=np.array([sum(FLAGS[flag] for flag in one.flags) for one in sent], np.uint8),
        outer=np.full(len(sent), -1, np.int32),
        tunnels=(),
    )


def as_frames(
    data: Sequence[bytes],
    link: int | Sequence[int] = 1,
    wire: Sequence[int] = (),
    first_number: int = 1,
    step_ms: int = 1,
) -> Frames:
    """Columns of frames, one after the other in the buffer."""
    sizes = np.array([len(frame) for frame in data], np.int64)
    return Frames(
        buffer=np.frombuffer(b"".join(data) + bytes(SLACK), np.uint8),
        start=np.cumsum(sizes) - sizes,
        captured=sizes,
        wire=np.maximum(np.array(wire, np.int64), sizes) if wire else sizes,
        time_ns=EPOCH_NS + np.arange(len(data), dtype=np.int64) * step_ms * MS,
        link=np.full(len(data), link, np.uint16) if isinstance(link, int) else np.array(link, np.uint16),
        first_number=first_number,
        file_offset=0,
    )


def chunks(sent: Sequence[Sent], cuts: Sequence[int]) -> list[Packets]:
    """The same packets cut into chunks before the given positions."""
    bounds = [0, *sorted({cut for cut in cuts if 0 < cut < len(sent)}), len(sent)]
    return [as_packets(sent[a:b], a + 1) for a, b in pairwise(bounds)]


def rows_of(packets: Packets) -> list[tuple[object, ...]]:
    """Packets as values that can be compared: everything but where the payload lies, its bytes instead."""
    compared = [f.name for f in fields(packets) if f.name not in {"buffer", "payload_at", "outer", "tunnels"}]
    columns = [getattr(packets, name).tolist() for name in compared]
    tunnels = [packets.tunnels[outer] if outer >= 0 else "" for outer in packets.outer.tolist()]
    return list(zip(*columns, tunnels, payloads(packets), strict=True))


def payloads(packets: Packets) -> list[bytes]:
    """The captured payload of each packet."""
    return [
        packets.buffer[at : at + size].tobytes()
        for at, size in zip(packets.payload_at.tolist(), packets.payload_captured.tolist(), strict=True)
    ]


def fixed(function: Callable[..., object]) -> Callable[[], object]:
    """A fixture that hands on a function or class as it is."""
    return pytest.fixture(scope="session", name=function.__name__)(lambda: function)


for _function in (as_packets, as_frames, chunks, rows_of, payloads):
    globals()[f"_{_function.__name__}"] = fixed(_function)


@pytest.fixture(scope="session")
def sent() -> type[Sent]:
    """One packet as a test writes it."""
    return Sent


@pytest.fixture(scope="session")
def audited(auditor: Auditor, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Outcome]:
    """Frames (`agent.craft.Frame`) -> everything an audit of their capture says; `chunk_bytes` of them at a time."""
    path = tmp_path_factory.mktemp("audited") / "capture.pcap"

    def run(frames: Iterable[Frame], chunk_bytes: int = 1 << 20, cut: int = 0) -> Outcome:
        write_capture(path, frames)
        if cut:
            path.write_bytes(path.read_bytes()[:-cut])
        with open_capture(str(path), chunk_bytes) as capture:
            batches = list(audit(capture, auditor))
        transfers = [judged for batch in batches for judged in batch.transfers]
        return Outcome(transfers, batches[-1].totals, batches[-1].capture)

    return run


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    """The shipped policy that sees everything, the embedded geographic data, every transfer kept."""
    day, atlas = date(2026, 1, 1), open_atlas([])
    return Auditor(load_policy(["inventory"]), Inspector(b"k" * 32, None, until=day), lambda day: atlas, every=True)
