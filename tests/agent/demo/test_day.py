"""The demonstration's capture is the same in every run and holds what its story tells."""

import struct
from pathlib import Path

import pytest

from agent.demo import day


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("day") / "day.pcap"
    assert day.write_day(path) < 3_000
    return path.read_bytes()


def frames(capture: bytes) -> list[tuple[int, bytes]]:
    """Times in nanoseconds and frames."""
    found, at = [], 24
    while at < len(capture):
        seconds, rest, size, _ = struct.unpack_from("=IIII", capture, at)
        found.append((seconds * 10**9 + rest, capture[at + 16 : at + 16 + size]))
        at += 16 + size
    return found


def address(packed: bytes) -> str:
    return ".".join(map(str, packed))


def test_every_run_writes_the_same_bytes(capture: bytes, tmp_path: Path) -> None:
    day.write_day(tmp_path / "again.pcap")
    assert (tmp_path / "again.pcap").read_bytes() == capture


def test_times_never_go_back(capture: bytes) -> None:
    times = [time for time, _ in frames(capture)]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("client", "server"),
    [
        (day.MARKETING, day.IMPORTER.address),
        (day.OVERSEAS_CLIENT, day.MAINLAND_SITE.address),
        (day.PAYROLL, day.PROVIDER.address),
        (day.RESEARCH, day.HONG_KONG_OFFICE.address),
        (day.BACKUP, day.SYNC.address),
        (day.MARKETING, day.CRM),
        (day.RESEARCH, day.PUBLISHER.address),
    ],
)
def test_every_scene_speaks_both_ways(capture: bytes, client: str, server: str) -> None:
    ways = {(address(frame[26:30]), address(frame[30:34])) for _, frame in frames(capture)}
    assert {(client, server), (server, client)} <= ways


def test_more_than_a_megabyte_leaves_encrypted(capture: bytes) -> None:
    sent = [frame for _, frame in frames(capture) if address(frame[26:30]) == day.BACKUP]
    assert sum(map(len, sent)) > 1_000_000
