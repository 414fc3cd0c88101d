"""Writers of small captures, and one way to read them back."""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.capture.source import Capture, open_capture

EPOCH_NS = 1_700_000_000_000_000_000


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as written and as read back."""

    data: bytes
    time_ns: int = EPOCH_NS
    wire: int = -1
    link: int = 1

    @property
    def wire_bytes(self) -> int:
        return len(self.data) if self.wire < 0 else self.wire


@dataclass(frozen=True, slots=True)
class Reading:
    """All frames of a capture, and the capture after its end."""

    frames: list[Frame]
    capture: Capture

    @property
    def reasons(self) -> list[str]:
        return [damage.reason for damage in self.capture.damage]

    @property
    def summary(self) -> tuple[object, ...]:
        c = self.capture
        return self.frames, c.damage, c.fingerprint, c.size, c.link_types, c.frames_total, c.secrets


def collect(path: str, chunk_bytes: int) -> Reading:
    frames: list[Frame] = []
    with open_capture(path, chunk_bytes) as capture:
        for chunk in capture:
            assert chunk.first_number == len(frames) + 1
            columns = (chunk.start, chunk.captured, chunk.wire, chunk.time_ns, chunk.link)
            for start, captured, wire, time_ns, link in zip(*(column.tolist() for column in columns), strict=True):
                assert 0 <= start <= start + captured <= len(chunk.buffer) - 128
                frames.append(Frame(chunk.buffer[start : start + captured].tobytes(), time_ns, wire, link))
    assert capture.frames_total == len(frames)
    return Reading(frames, capture)


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Reading]:
    """Bytes of a capture -> what is read of them."""
    path = tmp_path_factory.mktemp("captures") / "capture"

    def reading(data: bytes, chunk_bytes: int = 1 << 20) -> Reading:
        path.write_bytes(data)
        return collect(str(path), chunk_bytes)

    return reading


@pytest.fixture(scope="session")
def read_file() -> Callable[[Path | str, int], Reading]:
    """Path of a capture -> what is read of it."""
    return lambda path, chunk_bytes=1 << 20: collect(str(path), chunk_bytes)


def pcap_bytes(
    frames: Iterable[Frame], order: str = "<", magic: int = 0xA1B2C3D4, link: int = 1, extra: int = 0
) -> bytes:
    """A pcap file; `extra` zero bytes lengthen each record header."""
    unit = 1 if magic == 0xA1B23C4D else 1000
    parts = [struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 262144, link)]
    for frame in frames:
        seconds, rest = divmod(frame.time_ns, 1_000_000_000)
        parts.append(struct.pack(f"{order}IIII", seconds, rest // unit, len(frame.data), frame.wire_bytes))
        parts.append(bytes(extra) + frame.data)
    return b"".join(parts)


class Pcapng:
    """Blocks of a pcapng file, one method a kind; each returns the bytes of its block."""

    def __init__(self, order: str = "<") -> None:
        self.order = order

    def block(self, kind: int, body: bytes) -> bytes:
        body += bytes(-len(body) % 4)
        size = len(body) + 12
        return struct.pack(f"{self.order}II", kind, size) + body + struct.pack(f"{self.order}I", size)

    def section(self) -> bytes:
        return self.block(0x0A0D0D0A, struct.pack(f"{self.order}IHHq", 0x1A2B3C4D, 1, 0, -1))

    def interface(
        self, link: int = 1, snap: int = 0, resolution: int | None = None, offset: int | None = None
    ) -> bytes:
        body = struct.pack(f"{self.order}HHI", link, 0, snap)
        if resolution is not None:
            body += struct.pack(f"{self.order}HHB3x", 9, 1, resolution)
        if offset is not None:
            body += struct.pack(f"{self.order}HHq", 14, 8, offset)
        return self.block(1, body + bytes(4))

    def packet(self, data: bytes, ticks: int = EPOCH_NS // 1000, wire: int = -1, number: int = 0) -> bytes:
        head = (number, ticks >> 32, ticks & 0xFFFFFFFF, len(data), len(data) if wire < 0 else wire)
        return self.block(6, struct.pack(f"{self.order}5I", *head) + data)

    def old_packet(self, data: bytes, ticks: int = EPOCH_NS // 1000, number: int = 0) -> bytes:
        head = (number, 7, ticks >> 32, ticks & 0xFFFFFFFF, len(data), len(data))
        return self.block(2, struct.pack(f"{self.order}2H4I", *head) + data)

    def simple_packet(self, data: bytes, wire: int) -> bytes:
        return self.block(3, struct.pack(f"{self.order}I", wire) + data)

    def secrets(self, data: bytes) -> bytes:
        return self.block(10, struct.pack(f"{self.order}II", 0x544C534B, len(data)) + data)


@pytest.fixture(scope="session")
def pcap() -> Callable[..., bytes]:
    return pcap_bytes


@pytest.fixture(scope="session")
def pcapng() -> Callable[..., Pcapng]:
    return Pcapng


@pytest.fixture(scope="session")
def frame() -> Callable[..., Frame]:
    return Frame


@pytest.fixture(scope="session")
def many(frame: Callable[..., Frame]) -> list[Frame]:
    """Frames of many lengths, one in ten empty, their times in microseconds, some longer on the wire."""
    sizes = [0 if n % 10 == 9 else (n + 1) * 37 % 700 for n in range(120)]
    return [frame(bytes([n % 251]) * size, EPOCH_NS + n * 1000, size + n % 3) for n, size in enumerate(sizes)]
