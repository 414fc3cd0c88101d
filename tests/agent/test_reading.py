"""Reading what crosses: only flows of which a direction leaves, findings with the frame that carried them."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from agent.flows import FlowTable
from agent.reading import CrossingReader
from agent.streams import SKIP
from policies.inspection import Inspector

HOME, ABROAD = ("10.0.0.1", 40_000), ("192.0.2.9", 80)
A_LEAVES, B_LEAVES = 1, 2
NUMBER = b"id 11010519491231002X "
"""The example of GB 11643 itself, of nobody."""


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return Inspector(b"k" * 32, None, until=date(2026, 1, 1))


@pytest.fixture
def reader(inspector: Inspector) -> CrossingReader:
    return CrossingReader(FlowTable(), inspector)


@pytest.fixture
def read(reader: CrossingReader, chunks: Callable) -> Callable[..., CrossingReader]:
    """Packets in chunks -> the reader after them; every flow crosses as `leaves` says."""

    def run(sent: list[object], cuts: tuple[int, ...] = (), leaves: int = A_LEAVES) -> CrossingReader:
        for packets in chunks(sent, cuts):
            tracked = reader._table.track(packets)
            new = tracked.touched[reader._table.stream[tracked.touched] < 0]
            reader._table.leaves[new] = leaves
            reader.open(new)
            reader.read(packets, tracked)
        return reader

    return run


def text_with(number: int, sent: Callable) -> list[object]:
    """A stream of plain text in small segments, a resident number in segment `number`."""
    pieces = [b"nothing to see in this line %03d\n" % n if n != number else NUMBER + b"\n" for n in range(30)]
    at, packets = 1, [sent(HOME, ABROAD, b"", "S", 0)]
    for piece in pieces:
        packets.append(sent(HOME, ABROAD, piece, "A", at))
        at += len(piece)
    return packets


@pytest.mark.parametrize("cuts", [(), (5,), tuple(range(2, 31))])
@pytest.mark.parametrize("segment", [0, 13, 29])
def test_a_finding_knows_the_frame_that_carried_it(segment: int, cuts: tuple, read: Callable, sent: Callable) -> None:
    reader = read(text_with(segment, sent), cuts)
    reader.close(0)
    reader.finish()
    assert list(reader.tallies[0].frames) == [segment + 2]
    assert [line.detector for line in reader.tallies[0].lines(0.0)] == ["cn.resident_id"]


def test_a_value_split_between_segments_and_chunks_is_found_once(read: Callable, sent: Callable) -> None:
    body = b"x" * 3000 + NUMBER + b"y" * 500
    for at in range(3000, 3020, 3):
        reader = read([sent(HOME, ABROAD, body[:at], "A", 1), sent(HOME, ABROAD, body[at:], "A", 1 + at)], (1,))
        number = max(reader.readings)
        owner = reader.readings[number].owner
        reader.close(number)
        reader.finish()
        (line,) = reader.tallies.pop(owner).lines(0.0)
        assert line.count == 1
        reader._table.retire(reader._table.all_alive())


def test_the_returning_direction_is_not_inspected(read: Callable, sent: Callable) -> None:
    reader = read([sent(HOME, ABROAD, b"hello world\n" * 30, "A", 1), sent(ABROAD, HOME, NUMBER * 40, "A", 1)])
    reader.close(0)
    reader.finish()
    assert reader.tallies == {}


def test_both_directions_are_inspected_where_both_leave(read: Callable, sent: Callable) -> None:
    packets = [sent(HOME, ABROAD, NUMBER * 9, "A", 1), sent(ABROAD, HOME, NUMBER * 9, "A", 1)]
    reader = read(packets, leaves=A_LEAVES | B_LEAVES)
    reader.close(0)
    reader.finish()
    assert sorted(reader.tallies) == [0, 1]


def test_gaps_are_counted_for_the_side_that_lost_them(read: Callable, sent: Callable) -> None:
    reader = read(
        [sent(HOME, ABROAD, b"", "S", 0), sent(HOME, ABROAD, b"one", "A", 1), sent(HOME, ABROAD, b"two", "A", 104)]
    )
    assert reader.close(0).gaps == [100, 0]


def test_a_direction_that_is_not_wanted_is_skipped_in_the_end(read: Callable, sent: Callable) -> None:
    asked = sent(HOME, ABROAD, b"plain text that is no protocol at all\n" * 4, "A", 1)
    answered = [sent(ABROAD, HOME, b"z" * 1000, "A", 1 + n * 1000) for n in range(100)]
    reader = read([asked, *answered], (2, 40, 80))
    assert reader.streams.mode[1] == SKIP
    assert reader.streams.skipped[1] > 0
    assert reader.streams.mode[0] != SKIP


def test_datagrams_are_inspected(read: Callable, sent: Callable) -> None:
    reader = read([sent(HOME, ABROAD, b"ping", protocol=17), sent(HOME, ABROAD, NUMBER, protocol=17)])
    reader.close(0)
    reader.finish()
    assert list(reader.tallies[0].frames) == [2]


def test_readings_end_with_their_flows(read: Callable, sent: Callable) -> None:
    reader = read([sent(HOME, ABROAD, b"x", "A", 1), sent(("10.0.0.2", 7), ABROAD, b"x", "A", 1)])
    assert sorted(reader.readings) == [0, 1]
    assert np.count_nonzero(reader._table.stream[reader._table.all_alive()] >= 0) == 2
    reader.close(0)
    assert sorted(reader.readings) == [1]


def test_values_beyond_the_most_are_not_counted_and_the_transfer_says_so(
    read: Callable, sent: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.reading.MOST_VALUES", 2)
    mails = [b" ".join(b"%s%d@mail.example" % (name, n) for n in range(9)) + b" " for name in (b"u", b"v")]
    packets = [sent(HOME, ABROAD, mails[0], "A", 1), sent(("10.0.0.2", 7), ABROAD, mails[1], "A", 1)]
    reader = read(packets)
    readings = [reader.close(0), reader.close(1)]
    reader.finish()
    assert [reader.budget(reading, 0) for reading in readings] == ["hits", "hits"]
    assert reader.take_tallies(readings[0].owner).values == 2
    assert reader.take_tallies(readings[1].owner) is None
    assert reader.budget(readings[0], 0) == ""
