"""Flows that other flows announce, from a whole capture and with any order of bytes."""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent import expectations
from agent.capture.source import open_capture
from agent.expectations import Expectations
from agent.flows import FlowTable
from agent.partlist import PartList
from agent.protocols.ftp.data import Transfer
from agent.protocols.reader import Expected
from agent.unwrap import Conversation

DATA = Path(__file__).parents[1] / "data"
CLIENT, SERVER, ABROAD = "10.0.0.1", "192.0.2.9", "192.0.2.10"


@pytest.fixture
def rows(sent: Callable, chunks: Callable) -> Callable[..., tuple[FlowTable, list[int]]]:
    """A flow for each pair of ends: a table, and the rows."""

    def make(*pairs: tuple[tuple[str, int], tuple[str, int]]) -> tuple[FlowTable, list[int]]:
        table = FlowTable()
        found = []
        for source, target in pairs:
            (packets,) = chunks([sent(source, target, b"x", "A", 1)], ())
            found.append(int(table.track(packets).touched[0]))
        return table, found

    return make


def conversation() -> Conversation:
    return Conversation((0, 1), "tcp", (True, True), ports=(40_000, 21))


def announce(expected: Expectations, row: int, port: int, name: str, listener: int = 1, client: int = 0) -> Expected:
    control = conversation()
    one = Expected(listener, port, "ftp-data", Transfer("ftp.file", name))
    control.expect(one)
    expected.take(row, client, control)
    assert control.expected == []
    return one


def bound(expected: Expectations, row: int) -> str:
    data = conversation()
    expected.bind(row, data)
    if not data.begun:
        return ""
    (part,) = data.feed(0, 0, [b"GET / HTTP/1.1\r\n\r\n" * 20], 0)
    return f"{part.path} {part.name}"


def test_only_the_announced_flow_between_the_same_hosts_is_bound_and_once(rows: Any) -> None:
    pairs = [((CLIENT, 40_000), (SERVER, 21)), ((CLIENT, 40_001), (SERVER, 5000)), ((ABROAD, 40_001), (SERVER, 5000))]
    table, (control, data, other) = rows(*pairs)
    expected = Expectations(table.keys)
    announce(expected, control, 5000, "a")
    assert bound(expected, other) == ""
    assert bound(expected, data) == "ftp.file a"
    assert bound(expected, data) == ""
    assert not expected


def test_a_port_that_is_used_again_keeps_the_order_and_what_is_void_is_left_out(rows: Any) -> None:
    table, (control, data) = rows(((CLIENT, 40_000), (SERVER, 21)), ((CLIENT, 40_001), (SERVER, 5000)))
    expected = Expectations(table.keys)
    one, _, _ = (announce(expected, control, 5000, name) for name in "abc")
    one.is_void = True
    assert [bound(expected, data) for _ in range(3)] == ["ftp.file b", "ftp.file c", ""]


def test_the_client_may_listen_too(rows: Any) -> None:
    table, (control, data) = rows(((CLIENT, 40_000), (SERVER, 21)), ((SERVER, 20), (CLIENT, 5000)))
    expected = Expectations(table.keys)
    client = int(table.client_side[control])
    announce(expected, control, 5000, "a", listener=0, client=client)
    assert bound(expected, data) == "ftp.file a"


def test_memory_is_bounded(rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expectations, "MOST", 10)
    table, (control, data) = rows(((CLIENT, 40_000), (SERVER, 21)), ((CLIENT, 40_001), (SERVER, 5000)))
    expected = Expectations(table.keys)
    for port in range(5000, 5050):
        announce(expected, control, port, "a")
    assert bound(expected, data) == ""
    assert expected._count == len(expected._waiting) == 10


def listed(path: Path, tmp_path: Path) -> list[dict[str, Any]]:
    plain = tmp_path / path.stem
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    with open_capture(str(plain)) as capture:
        return list(PartList(str(plain)).lines(capture))


def test_a_recorded_ftp_session_gives_every_file_its_name(tmp_path: Path) -> None:
    parts = listed(DATA / "ftp" / "vsftpd_curl.pcap.gz", tmp_path)
    table = hashlib.sha256(b"name,mobile\nrow one,13900000001\n").hexdigest()
    files = [part for part in parts if part["path"] == "ftp.file"]
    whole = [(part["direction"], part["name"]) for part in files if part["sha256"] == table]
    assert sorted(whole) == sorted(
        [("sent", "up.csv"), ("received", "up.csv"), ("received", "active.csv"), ("sent", "up.csv")]
    )
    assert {part["name"] for part in files} == {"up.csv", "zwei 文件.txt", "up.csv.gz", "active.csv"}
    assert len([part for part in parts if part["path"] == "ftp.listing"]) == 2
    assert [part["sha256"] for part in parts if part["path"] == "ftp.file > gzip"] == [table]
    assert not [part for part in parts if part["path"] == "raw"]


def test_a_recorded_tftp_transfer_is_one_file(tmp_path: Path) -> None:
    parts = listed(DATA / "tftp" / "tftpd_hpa.pcap.gz", tmp_path)
    sent = b"".join(b"line %04d of a configuration\n" % number for number in range(60))
    files = {part["name"]: part["sha256"] for part in parts if part["path"] == "tftp.file"}
    assert files == {
        "boot.cfg": hashlib.sha256(sent).hexdigest(),
        "up.cfg": hashlib.sha256(b"hostname edge-7\nsecret nine\n").hexdigest(),
    }
