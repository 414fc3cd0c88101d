"""reassemble(): the bytes a slow and obviously right reassembler gives, whatever the network did to the segments."""

from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import streams as module
from agent.flows import FlowTable
from agent.packets import TCP, UDP, Packets
from agent.streams import SKIP, Run, Streams

CLIENT, SERVER = ("10.0.0.1", 40000), ("192.0.2.9", 80)


class Collected:
    """What each direction gave: bytes, bytes lost, and where each piece was said to be."""

    def __init__(self) -> None:
        self.table = FlowTable()
        self.streams = Streams(self.table)
        self.data: dict[int, bytes] = {}
        self.lost: dict[int, int] = {}
        self.places: dict[int, list[tuple[int, int, bytes]]] = {}  # stream offset, frame number, bytes
        self.opened: list[int] = []

    def feed(self, packets: Packets) -> None:
        tracked = self.table.track(packets)
        flows = tracked.touched
        readable = flows[(self.table.stream[flows] < 0) & (self.table.payload[flows].sum(axis=1) > 0)]
        self.opened += self.streams.open(readable)
        for stream, runs in self.streams.reassemble(packets, tracked) + self.streams.datagrams(packets, tracked):
            self.take(stream, runs)

    def take(self, stream: int, runs: Sequence[Run]) -> None:
        for run in runs:
            assert run.gap >= 0
            assert len(run.pieces) == len(run.numbers) == len(run.offsets)
            pieces = [bytes(piece) for piece in run.pieces]
            self.lost[stream] = self.lost.get(stream, 0) + run.gap
            at = len(self.data.get(stream, b"")) + self.lost[stream]
            assert run.offset == at
            assert list(run.offsets) == [at + sum(map(len, pieces[:n])) for n in range(len(pieces))]
            self.data[stream] = self.data.get(stream, b"") + b"".join(pieces)
            places = zip(run.offsets, run.numbers, pieces, strict=True)
            self.places.setdefault(stream, []).extend(places)

    def close(self) -> None:
        for number in self.opened:
            for side, runs in enumerate(self.streams.close(number)):
                self.take(2 * number + side, runs)


@pytest.fixture(scope="session")
def reassembled(chunks: Callable) -> Callable[..., Collected]:
    """Packets, cut into chunks -> what all streams gave to the end."""

    def collect(sent: Sequence[object], cuts: Sequence[int] = ()) -> Collected:
        collected = Collected()
        for packets in chunks(sent, cuts):
            collected.feed(packets)
        collected.close()
        return collected

    return collect


@pytest.fixture(scope="session")
def says(sent: Callable) -> Callable:
    """A segment from the client."""
    return lambda sequence, payload=b"", flags="A", **more: sent(CLIENT, SERVER, payload, flags, sequence, **more)


@pytest.fixture(scope="session")
def answers(sent: Callable) -> Callable:
    """A segment from the server."""
    return lambda sequence, payload=b"", flags="A", **more: sent(SERVER, CLIENT, payload, flags, sequence, **more)


def reference(sent: Sequence[object], source: tuple[str, int], base: int) -> tuple[bytes, int]:
    """One direction byte by byte: the first copy of each wins, one the capture did not keep is lost."""
    board: dict[int, int | None] = {}
    for one in sent:
        if one.source != source:
            continue
        start = (one.sequence + ("S" in one.flags) - base + 2**31) % 2**32 - 2**31
        kept = len(one.payload) if one.captured < 0 else one.captured
        for at, byte in enumerate(one.payload):
            board.setdefault(start + at, byte if at < kept else None)
    length = max((at + 1 for at in board), default=0)
    found = [board.get(at) for at in range(max(length, 0))]
    return bytes(byte for byte in found if byte is not None), found.count(None)


def untidy(random: Random, sent: Callable, base: int, source: tuple[str, int], target: tuple[str, int]) -> list[object]:
    """Segments of one direction: cut anywhere, repeated, overlapping with other content, shifted, some cut short."""
    size = random.randrange(1, 300)
    data, at, segments = random.randbytes(size), 0, []
    while at < size:
        length = random.randrange(1, 60)
        segments.append((at, data[at : at + length]))
        at += length
    for _ in range(random.randrange(5)):
        start = random.randrange(size)
        other = random.choice((data, random.randbytes(size)))
        segments.insert(random.randrange(len(segments) + 1), (start, other[start : start + random.randrange(1, 90)]))
    if random.random() < 0.3:
        segments.append((-1, b"k"))  # keep-alive
    if random.random() < 0.3 and len(segments) > 1:
        segments.pop(random.randrange(len(segments)))
    reach = random.choice((0, 0, 1, 3, 50))
    places = [place + random.randint(0, reach) for place in range(len(segments))]
    segments = [segments[index] for index in sorted(range(len(segments)), key=places.__getitem__)]
    snap = random.choice((None, None, None, 20))
    return [
        sent(source, target, payload, "A", base + start, captured=-1 if snap is None else min(snap, len(payload)))
        for start, payload in segments
    ]


@settings(max_examples=150, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_any_segments_in_any_chunks_give_the_bytes_of_the_reference(
    random: Random, sent: Callable, reassembled: Callable
) -> None:
    bases = [random.choice((1, 2**31, 2**32 - 1, 2**32 - 100)) for _ in range(2)]
    ends = ((CLIENT, SERVER), (SERVER, CLIENT))
    both = [untidy(random, sent, base, *pair) for base, pair in zip(bases, ends, strict=True)]
    packets = [sent(CLIENT, SERVER, b"", "S", bases[0] - 1), sent(SERVER, CLIENT, b"", "SA", bases[1] - 1)]
    while any(both):
        packets.append(random.choice([one for one in both if one]).pop(0))
    cuts = [random.randrange(len(packets)) for _ in range(random.choice((0, 1, 4, 30)))]
    found = reassembled(packets, cuts)
    for side, (source, base) in enumerate(zip((CLIENT, SERVER), bases, strict=True)):
        assert (found.data.get(side, b""), found.lost.get(side, 0)) == reference(packets, source, base)


def test_every_piece_names_its_frame(reassembled: Callable, says: Callable) -> None:
    packets = [says(0, flags="S"), says(1, b"one"), says(7, b"three"), says(4, b"two")]
    for cuts in ((), (2,), (3,), (1, 2, 3)):
        assert reassembled(packets, cuts).places[0] == [(0, 2, b"one"), (3, 4, b"two"), (6, 3, b"three")]


def test_data_on_the_syn_is_the_beginning(reassembled: Callable, says: Callable) -> None:
    assert reassembled([says(99, b"early", "S"), says(105, b" late")]).data[0] == b"early late"


def test_a_repeated_syn_with_data_gives_its_bytes_once(reassembled: Callable, says: Callable) -> None:
    assert (
        reassembled([says(99, b"early", "S"), says(99, b"EARLY", "S"), says(105, b" late")], [1]).data[0]
        == b"early late"
    )


def test_a_stream_joined_in_its_middle_begins_with_what_came_first(reassembled: Callable, says: Callable) -> None:
    for cuts in ((), (1,), (1, 2)):
        found = reassembled([says(5000, b"middle "), says(5007, b"of "), says(5010, b"it")], cuts)
        assert (found.data[0], found.lost[0]) == (b"middle of it", 0)


def test_a_stream_joined_in_its_middle_takes_earlier_bytes_of_the_same_chunk(
    reassembled: Callable, says: Callable
) -> None:
    assert reassembled([says(5007, b"second"), says(5000, b"first, ")]).data[0] == b"first, second"


def test_a_sequence_number_wraps(reassembled: Callable, says: Callable) -> None:
    packets = [says(2**32 - 4, flags="S"), says(2**32 - 3, b"wrap"), says(1, b"ped"), says(4, b" around")]
    assert all(reassembled(packets, cuts).data[0] == b"wrapped around" for cuts in ((), (2,), (3,), (1, 2, 3)))


def test_a_lost_segment_is_a_gap_when_the_stream_ends(reassembled: Callable, says: Callable) -> None:
    found = reassembled([says(0, flags="S"), says(1, b"abc"), says(14, b"xyz")])
    assert (found.data[0], found.lost[0]) == (b"abcxyz", 10)
    assert found.streams.counters["holes"] == 1


def test_bytes_behind_a_hole_wait_for_it(chunks: Callable, says: Callable) -> None:
    collected = Collected()
    one, two = chunks([says(0, flags="S"), says(1, b"abc"), says(14, b"xyz"), says(4, b"0123456789")], [3])
    collected.feed(one)
    assert collected.data[0] == b"abc"
    collected.feed(two)
    assert (collected.data[0], collected.lost[0]) == (b"abc0123456789xyz", 0)


def test_a_cut_segment_is_a_gap_and_the_next_bytes_follow(reassembled: Callable, says: Callable) -> None:
    packets = [says(0, flags="S"), says(1, b"abcdef", captured=3), says(7, b"ghi")]
    for cuts in ((), (2,)):
        found = reassembled(packets, cuts)
        assert (found.data[0], found.lost[0]) == (b"abcghi", 3)


def test_a_segment_far_outside_the_window_belongs_to_nobody(reassembled: Callable, says: Callable) -> None:
    found = reassembled([says(0, flags="S"), says(1, b"abc"), says(2**30 + 9, b"far"), says(4, b"def")], [2])
    assert found.data[0] == b"abcdef"
    assert found.streams.counters["segments_out_of_window"] == 1


def test_a_new_conversation_on_the_same_ports_is_another_stream(reassembled: Callable, says: Callable) -> None:
    found = reassembled([says(0, flags="S"), says(1, b"one"), says(900, flags="S"), says(901, b"two")], [2])
    assert sorted(found.data.values()) == [b"one", b"two"]


def test_streams_that_nobody_reads_cost_nothing(as_packets: Callable, says: Callable) -> None:
    table = FlowTable()
    streams = Streams(table)
    packets = as_packets([says(1, b"abc")])
    assert streams.reassemble(packets, table.track(packets)) == []


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little patience for holes."""
    monkeypatch.setattr(module, "MOST_HELD_A_STREAM", 2_000)
    monkeypatch.setattr(module, "MOST_HELD", 6_000)


def test_a_hole_that_never_fills_is_given_up_beyond_the_cap(narrow: None, chunks: Callable, says: Callable) -> None:
    behind = [says(101 + 100 * n, b"x" * 100) for n in range(60)]
    collected, most = Collected(), 0
    for packets in chunks([says(0, flags="S"), says(1, b"abc"), *behind], range(0, 62, 4)):
        collected.feed(packets)
        most = max(most, collected.streams._held_bytes)
    assert collected.lost[0] == 97
    assert most <= 2_000
    collected.close()
    assert collected.data[0] == b"abc" + b"x" * 6_000


def test_late_bytes_of_a_hole_that_was_given_up_are_not_given_again(
    narrow: None, reassembled: Callable, says: Callable
) -> None:
    behind = [says(101 + 100 * n, b"x" * 100) for n in range(60)]
    found = reassembled([says(0, flags="S"), says(1, b"abc"), *behind, says(4, b"y" * 97)], range(0, 64, 4))
    assert (len(found.data[0]), found.lost[0]) == (6_003, 97)


def test_tiny_segments_count_more_than_their_bytes(narrow: None, reassembled: Callable, says: Callable) -> None:
    tiny = [says(10 + 2 * n, b"x") for n in range(100)]
    assert reassembled([says(0, flags="S"), *tiny], [50]).streams.counters["holes"] == 100


def test_all_streams_together_hold_no_more_than_the_total_cap(narrow: None, chunks: Callable, sent: Callable) -> None:
    clients = [(f"10.0.{n // 250}.{n % 250}", 1000 + n) for n in range(40)]
    packets = [sent(client, SERVER, b"", "S", 0) for client in clients]
    packets += [sent(client, SERVER, b"x" * 500, "A", 1000) for client in clients]
    collected = Collected()
    for part in chunks(packets, range(0, 80, 10)):
        collected.feed(part)
        assert collected.streams._held_bytes <= 6_000
    collected.close()
    assert [len(data) for data in collected.data.values()] == [500] * 40
    assert collected.streams._held_bytes == 0


def test_a_skipped_stream_gives_nothing_and_counts_its_bytes_once(chunks: Callable, says: Callable) -> None:
    packets = [says(0, flags="S"), says(1, b"read"), says(5, b"skip"), says(5, b"skip"), says(7, b"ipped")]
    collected = Collected()
    first, second = chunks(packets, [2])
    collected.feed(first)
    collected.streams.mode[0] = SKIP
    collected.feed(second)
    collected.close()
    assert collected.data[0] == b"read"
    assert collected.streams.skipped[0] == 7


def test_bytes_held_when_a_stream_is_skipped_are_counted_and_never_given(chunks: Callable, says: Callable) -> None:
    packets = [says(0, flags="S"), says(1, b"read"), says(15, b"held"), says(5, b"0123456789"), says(19, b"more")]
    collected = Collected()
    first, second = chunks(packets, [3])
    collected.feed(first)
    collected.streams.mode[0] = SKIP
    collected.feed(second)
    collected.close()
    assert (collected.data[0], collected.lost[0]) == (b"read", 0)
    assert collected.streams.skipped[0] == 18
    assert collected.streams._held_bytes == 0


def test_a_closed_number_is_used_again_from_the_beginning(as_packets: Callable, sent: Callable) -> None:
    collected = Collected()
    collected.feed(as_packets([sent(CLIENT, SERVER, b"old", "A", 500)]))
    collected.close()
    collected.data, collected.lost, collected.opened = {}, {}, []
    collected.feed(as_packets([sent(("10.0.0.7", 5), SERVER, b"new", "A", 90)]))
    assert collected.data == {0: b"new"}


def test_datagrams_come_one_piece_each_in_order(reassembled: Callable, sent: Callable) -> None:
    asks = [sent(CLIENT, SERVER, payload, protocol=UDP) for payload in (b"one", b"two", b"two")]
    tells = [sent(SERVER, CLIENT, payload, protocol=UDP) for payload in (b"1", b"2")]
    found = reassembled([asks[0], tells[0], asks[1], tells[1], asks[2]], [3])
    assert [piece for _, _, piece in found.places[0]] == [b"one", b"two", b"two"]
    assert [number for _, number, _ in found.places[0]] == [1, 3, 5]
    assert found.data[1] == b"12"


@pytest.mark.parametrize("cuts", [(), (1,), (1, 2)])
def test_what_a_snap_length_cut_off_datagrams_is_lost(
    cuts: Sequence[int], reassembled: Callable, sent: Callable
) -> None:
    datagrams = [sent(CLIENT, SERVER, b"0123456789", protocol=UDP, captured=kept) for kept in (4, -1, 0)]
    found = reassembled(datagrams, cuts)
    assert (found.data[0], found.lost[0]) == (b"01230123456789", 16)


def test_skipped_datagrams_are_counted(as_packets: Callable, sent: Callable) -> None:
    collected = Collected()
    collected.feed(as_packets([sent(CLIENT, SERVER, b"read", protocol=UDP)]))
    collected.streams.mode[0] = SKIP
    collected.feed(as_packets([sent(CLIENT, SERVER, b"skipped", protocol=UDP)]))
    assert collected.streams.skipped[0] == 7
    assert collected.data[0] == b"read"


def test_other_protocols_are_no_tcp_streams(as_packets: Callable, sent: Callable) -> None:
    table = FlowTable()
    streams = Streams(table)
    packets = as_packets([sent(CLIENT, SERVER, b"abc", protocol=UDP), sent(CLIENT, SERVER, b"abc", protocol=TCP)])
    tracked = table.track(packets)
    streams.open(tracked.touched)
    assert len(streams.reassemble(packets, tracked)) == len(streams.datagrams(packets, tracked)) == 1


def test_many_streams_of_a_chunk_are_kept_apart(reassembled: Callable, sent: Callable) -> None:
    random = Random(3)
    clients = [("10.0.0.1", 1000 + n) for n in range(100)]
    texts = {client: random.randbytes(200) for client in clients}
    packets = [
        sent(client, SERVER, text[at : at + 50], "A", at) for at in range(0, 200, 50) for client, text in texts.items()
    ]
    found = reassembled(packets, [130, 260])
    assert sorted(found.data.values()) == sorted(texts.values())
    assert np.array(list(found.lost.values())).sum() == 0
