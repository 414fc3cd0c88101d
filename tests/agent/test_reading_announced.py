"""Reading flows that other flows announced: an FTP download that leaves, its control connection read for names only."""

import zlib
from collections.abc import Callable
from datetime import date

import pytest

from agent.flows import FlowTable
from agent.reading import CrossingReader
from policies.inspection import Inspector

CLIENT, SERVER = ("192.0.2.9", 40_000), ("10.0.0.1", 21)
NUMBER = b"id 11010519491231002X "
"""The example of GB 11643 itself, of nobody."""


@pytest.mark.parametrize("cuts", [(), (7,), (3, 5, 8)])
def test_a_compressed_download_is_found_wherever_chunks_are_cut(cuts: tuple, sent: Callable, chunks: Callable) -> None:
    file = zlib.compress(b"a plain line\n" * 50 + NUMBER)
    talk = [
        (SERVER, CLIENT, b"220 ready\r\n"),
        (CLIENT, SERVER, b"USER a\r\nPASS b\r\nMODE Z\r\nEPSV\r\n"),
        (SERVER, CLIENT, b"331 go\r\n230 in\r\n200 Z\r\n229 Extended (|||5000|)\r\n"),
        (CLIENT, SERVER, b"RETR people.csv\r\n"),
        (SERVER, CLIENT, b"150 go\r\n"),
        ((SERVER[0], 5000), (CLIENT[0], 40_001), file),
        (SERVER, CLIENT, b"226 done\r\n"),
    ]
    at: dict[tuple, int] = {}
    packets = [sent(CLIENT, SERVER, b"", "S", 0), sent((CLIENT[0], 40_001), (SERVER[0], 5000), b"", "S", 0)]
    for source, target, data in talk:
        offset = at.setdefault((source, target), 1)
        packets.append(sent(source, target, data, "A", offset))
        at[source, target] += len(data)
    reader = CrossingReader(FlowTable(), Inspector(b"k" * 32, None, until=date(2026, 1, 1)))
    table = reader._table
    for some in chunks(packets, cuts):
        tracked = table.track(some)
        new = tracked.touched[(table.stream[tracked.touched] < 0) & (table.payload[tracked.touched].sum(axis=1) > 0)]
        table.leaves[new] = [2 >> int(table.client_side[row]) for row in new]  # what the server sends
        reader.open(new)
        reader.read(some, tracked)
    for number in list(reader.readings):
        reader.close(number)
    reader.finish()
    (tallies,) = reader.tallies.values()
    assert [line.detector for line in tallies.lines(0.0)] == ["cn.resident_id"]
