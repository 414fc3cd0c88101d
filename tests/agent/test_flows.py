"""FlowTable: which packets belong together, when a conversation begins anew, and that chunks do not matter."""

from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import flows as module
from agent.flows import FlowTable
from agent.generations import LINGER_NS
from agent.packets import ICMP, UDP, Packets

A, B = ("10.0.0.1", 40000), ("192.0.2.9", 80)
MINUTE, HOUR = 60_000, 3_600_000

Flow = tuple[object, ...]


def flow_of(table: FlowTable, row: int) -> Flow:
    columns = (
        "client_side",
        "first_ns",
        "last_ns",
        "first_number",
        "last_number",
        "frames",
        "bytes",
        "payload",
        "icmp",
    )
    keys = table.keys.keys.take(np.array([row]))
    return (int(keys.ports[0]), int(keys.a_low[0]), *(getattr(table, name)[row].tolist() for name in columns))


@pytest.fixture(scope="session")
def tracked(chunks: Callable) -> Callable[..., list[Flow]]:
    """Packets, cut into chunks -> all flows, oldest first; `retiring` forgets what is over after each chunk."""

    def track(sent: Sequence[object], cuts: Sequence[int] = (), *, retiring: bool = False) -> list[Flow]:
        table, over = FlowTable(), []
        for packets in chunks(sent, cuts):
            table.track(packets)
            if retiring:
                gone = table.retirable(int(packets.time_ns.max()))
                over += [flow_of(table, row) for row in gone.tolist()]
                table.retire(gone)
        over += [flow_of(table, row) for row in table.all_alive().tolist()]
        return sorted(over, key=lambda flow: flow[5])

    return track


@pytest.fixture(scope="session")
def count(tracked: Callable) -> Callable[..., int]:
    """How many flows packets make: the same in one chunk and with a packet a chunk."""

    def flows(*sent: object) -> int:
        together, apart = tracked(sent), tracked(sent, range(len(sent)))
        assert together == apart
        return len(together)

    return flows


@pytest.fixture(scope="session")
def there(sent: Callable) -> Callable:
    """A packet from the client."""
    return lambda flags="A", sequence=0, payload=b"", **more: sent(A, B, payload, flags, sequence, **more)


@pytest.fixture(scope="session")
def back(sent: Callable) -> Callable:
    """A packet from the server."""
    return lambda flags="A", sequence=0, payload=b"", **more: sent(B, A, payload, flags, sequence, **more)


def test_frames_and_bytes_are_counted_by_direction(tracked: Callable, there: Callable, back: Callable) -> None:
    ((ports, _, client, first, last, first_number, last_number, frames, wire, payload, _),) = tracked(
        [there("S", 10), back("SA", 20, at_ms=1), there("A", 11, b"12345", at_ms=2), back("A", 21, b"123", at_ms=3)]
    )
    assert (ports, client, last - first) == (40000 << 16 | 80, 0, 3_000_000)
    assert (first_number, last_number) == (1, 4)
    assert (frames, wire, payload) == ([2, 2], [113, 111], [5, 3])


def test_wire_bytes_count_also_where_the_snap_length_cut(tracked: Callable, there: Callable) -> None:
    (flow,) = tracked([there(payload=b"x" * 1000, captured=10)])
    assert (flow[-3], flow[-2]) == ([1054, 0], [1000, 0])


def test_the_sender_of_a_syn_is_the_client(tracked: Callable, sent: Callable) -> None:
    (flow,) = tracked([sent(B, A, flags="S")])
    assert flow[2] == 1


def test_the_sender_of_a_syn_and_ack_is_the_server(tracked: Callable, sent: Callable) -> None:
    (flow,) = tracked([sent(A, B, flags="SA")])
    assert flow[2] == 1


@pytest.mark.parametrize("protocol", [6, UDP])
def test_without_a_handshake_the_system_port_is_the_server(protocol: int, tracked: Callable, sent: Callable) -> None:
    (flow,) = tracked([sent(B, A, protocol=protocol)])
    assert flow[2] == 0


def test_without_a_handshake_between_high_ports_the_first_to_speak_is_the_client(
    tracked: Callable, sent: Callable
) -> None:
    (flow,) = tracked([sent(("192.0.2.9", 5000), ("10.0.0.1", 6000), protocol=UDP)])
    assert flow[2] == 1


def test_a_syn_of_another_number_begins_a_new_conversation(count: Callable, there: Callable, back: Callable) -> None:
    assert count(there("S", 100), back("SA", 500), there("S", 900), back("SA", 700)) == 2


def test_a_repeated_syn_is_the_same_conversation(count: Callable, there: Callable) -> None:
    assert count(there("S", 100), there("S", 100, at_ms=1000), there("S", 100, at_ms=3000)) == 1


def test_a_syn_behind_its_data_is_the_same_conversation(count: Callable, there: Callable) -> None:
    assert count(there("A", 101, b"data"), there("S", 100)) == 1


def test_a_syn_after_a_conversation_without_one_begins_a_new_one(count: Callable, there: Callable) -> None:
    assert count(there("A", 5000, b"data"), there("S", 100)) == 2


def test_a_simultaneous_open_is_one_conversation(count: Callable, there: Callable, back: Callable) -> None:
    assert count(there("S", 100), back("S", 300), there("SA", 100), back("SA", 300)) == 1


def test_a_port_is_used_again_many_times(count: Callable, there: Callable, back: Callable) -> None:
    opened = [packet for n in range(20) for packet in (there("S", n * 1000), back("SA", 7), there("R", n * 1000 + 1))]
    assert count(*opened) == 20


def test_datagrams_after_a_long_silence_are_a_new_flow(count: Callable, sent: Callable) -> None:
    assert count(sent(protocol=UDP), sent(protocol=UDP, at_ms=5 * MINUTE)) == 1
    assert count(sent(protocol=UDP), sent(protocol=UDP, at_ms=5 * MINUTE + 1)) == 2


def test_a_tcp_stream_goes_on_after_any_silence(count: Callable, there: Callable, back: Callable) -> None:
    assert count(there("S", 100), there("A", 101, b"ab", at_ms=MINUTE), there("A", 103, b"cd", at_ms=9 * HOUR)) == 1
    assert count(there("A", 101, b"ab"), there("A", 100, b"", at_ms=9 * HOUR)) == 1
    assert count(there("A", 2**32 - 2, b"ab"), there("A", 0, b"cd", at_ms=9 * HOUR)) == 1


def test_an_answer_after_a_long_silence_goes_on_where_it_was_awaited(
    count: Callable, there: Callable, back: Callable
) -> None:
    asked = [there("S", 100), back("SA", 500), there("A", 101, b"ask", acknowledgement=501)]
    assert count(*asked, back("A", 501, b"answer", at_ms=2 * HOUR)) == 1


def test_tcp_that_does_not_go_on_after_a_long_silence_is_new(count: Callable, there: Callable) -> None:
    assert count(there("A", 101, b"ab"), there("A", 2**31, b"cd", at_ms=HOUR + 1)) == 2
    assert count(there("A", 101, b"ab"), there("A", 2**31, b"cd", at_ms=HOUR)) == 1


def test_a_silent_tcp_stream_is_not_forgotten_between_chunks(
    tracked: Callable, there: Callable, sent: Callable
) -> None:
    story = [
        there("S", 100),
        there("A", 101, b"ab"),
        sent(protocol=UDP, at_ms=3 * HOUR),
        there("A", 103, b"cd", at_ms=3 * HOUR),
    ]
    assert tracked(story, [2, 3], retiring=True) == tracked(story)


def test_icmp_between_two_hosts_is_one_flow_that_knows_its_first_type(tracked: Callable, sent: Callable) -> None:
    (flow,) = tracked(
        [
            sent(("10.0.0.1", 0), ("10.0.0.2", 0), protocol=ICMP, sequence=8, acknowledgement=0),
            sent(("10.0.0.2", 0), ("10.0.0.1", 0), protocol=ICMP, sequence=0, acknowledgement=0),
        ]
    )
    assert flow[-1] == 8 << 8
    assert flow[-4] == [1, 1]


def test_a_tunnel_is_remembered_by_the_flow(as_packets: Callable, sent: Callable) -> None:
    packets = as_packets([sent(), sent(source=("10.0.0.7", 9))])
    packets.outer[:] = [0, -1]
    packets.tunnels = ("172.16.0.1 > 172.16.0.2",)
    table = FlowTable()
    flows = table.track(packets)
    by_row = {int(row): int(table.outer[flow]) for row, flow in zip(flows.order, flows.flow, strict=True)}
    assert table.tunnels[by_row[0]] == "172.16.0.1 > 172.16.0.2"
    assert by_row[1] == -1


def test_a_closed_conversation_is_over_after_a_while(as_packets: Callable, there: Callable, back: Callable) -> None:
    table = FlowTable()
    packets = as_packets([there("S", 1), back("SA", 5), there("FA", 2), back("FA", 6)])
    table.track(packets)
    end = int(packets.time_ns.max())
    assert table.retirable(end + LINGER_NS).tolist() == []
    assert len(table.retirable(end + LINGER_NS + 1)) == 1


def test_a_half_closed_conversation_is_not_over(as_packets: Callable, there: Callable) -> None:
    table = FlowTable()
    packets = as_packets([there("S", 1), there("FA", 2)])
    table.track(packets)
    assert table.retirable(int(packets.time_ns.max()) + LINGER_NS + 1).tolist() == []


def test_a_reset_conversation_is_over_after_a_while(as_packets: Callable, there: Callable) -> None:
    table = FlowTable()
    table.track(as_packets([there("R", 1)]))
    assert len(table.retirable(2**62)) == 1


def test_rows_of_retired_flows_are_used_again(as_packets: Callable, sent: Callable) -> None:
    table = FlowTable()
    for n in range(50):
        packets = as_packets([sent(source=("10.0.0.1", n * 100 + i), flags="R", at_ms=n * MINUTE) for i in range(100)])
        table.track(packets)
        table.retire(table.retirable(int(packets.time_ns.max())))
    assert len(table.alive) <= 1024
    assert len(table.all_alive()) == 100


def test_beyond_the_cap_the_oldest_flows_are_over(
    as_packets: Callable, sent: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_FLOWS", 100)
    table = FlowTable()
    table.track(as_packets([sent(source=("10.0.0.1", n), at_ms=n) for n in range(200)]))
    over = table.retirable(int(table.last_ns.max()))
    assert len(over) == table.evicted == 50
    assert table.last_ns[over].max() < table.last_ns[np.setdiff1d(table.all_alive(), over)].min()


def test_of_too_many_flows_that_are_read_the_longest_silent_are_over(
    as_packets: Callable, sent: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_READ", 100)
    table = FlowTable()
    table.track(as_packets([sent(source=("10.0.0.1", n), at_ms=n) for n in range(200)]))
    flows = table.all_alive()
    table.stream[flows[:100]] = np.arange(100)
    assert len(table.retirable(int(table.last_ns.max()))) == 0
    table.stream[flows[100:110]] = np.arange(100, 110)
    assert sorted(table.retirable(int(table.last_ns.max())).tolist()) == sorted(flows[:60].tolist())
    assert table.evicted == 60


def test_no_packets_touch_no_flow(as_packets: Callable) -> None:
    tracked = FlowTable().track(as_packets([]))
    assert (len(tracked.order), len(tracked.touched)) == (0, 0)


STEPS_MS = (0, 1, 1, 500, 29_000, 31_000, 301_000, HOUR + 1)


def story(random: Random, sent: Callable, size: int, steps_ms: Sequence[int] = STEPS_MS) -> list[object]:
    """Conversations of few hosts with everything that makes a new generation."""
    at_ms, numbers, packets = 10 * HOUR, (100, 101, 5000, 2**31 + 7), []
    for _ in range(size):
        at_ms += random.choice(steps_ms)
        one, two = random.choice(((A, B), (B, A), (("10.0.0.1", 40001), B)))
        flags = random.choice(("S", "S", "SA", "A", "A", "A", "PA", "FA", "FA", "R"))
        payload, protocol = b"x" * random.choice((0, 0, 5)), random.choice((6, 6, 6, UDP))
        packets.append(sent(one, two, payload, flags, random.choice(numbers), protocol=protocol, at_ms=at_ms))
    return packets


@settings(max_examples=100, deadline=None)
@given(random=st.randoms(use_true_random=False), size=st.integers(2, 14))
def test_chunks_do_not_change_the_flows(random: Random, size: int, sent: Callable, tracked: Callable) -> None:
    packets = story(random, sent, size)
    cuts = [random.randrange(size) for _ in range(random.randrange(6))]
    expected = tracked(packets)
    assert tracked(packets, cuts) == expected
    assert tracked(packets, cuts, retiring=True) == expected


@settings(max_examples=80, deadline=None)
@given(random=st.randoms(use_true_random=False), size=st.integers(2, 14))
def test_chunks_do_not_matter_where_times_run_backwards(
    random: Random, size: int, sent: Callable, tracked: Callable
) -> None:
    packets = story(random, sent, size, (*STEPS_MS, -1, -31_000, -HOUR))
    assert tracked(packets, range(0, size, 2)) == tracked(packets)


@settings(max_examples=60, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_every_packet_is_counted_once(random: Random, sent: Callable, tracked: Callable) -> None:
    packets = story(random, sent, 25)
    flows = tracked(packets, range(0, 25, 7), retiring=True)
    assert sum(sum(flow[-4]) for flow in flows) == 25
    assert sum(sum(flow[-2]) for flow in flows) == sum(len(packet.payload) for packet in packets)


def test_the_tracked_order_groups_the_packets_of_a_flow(as_packets: Callable, sent: Callable) -> None:
    packets: Packets = as_packets([sent(source=("10.0.0.1", n % 3)) for n in range(12)])
    tracked = FlowTable().track(packets)
    assert sorted(tracked.order.tolist()) == list(range(12))
    for flow in tracked.touched.tolist():
        rows = tracked.order[tracked.flow == flow]
        assert len(set(packets.source_port[rows].tolist())) == 1
        assert (np.diff(rows) > 0).all()
