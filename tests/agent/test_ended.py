"""Ended flows hold what the table held, side by side."""

from collections.abc import Callable

import numpy as np

from agent.ended import EndedFlows
from agent.flows import FlowTable

CLIENT, SERVER = ("198.51.100.7", 40000), ("10.0.0.9", 443)
CLIENT6, SERVER6 = ("2001:db8::7", 53), ("2001:db8::1", 40001)


def test_ends_ports_and_numbers_are_those_of_the_flow(sent: Callable, as_packets: Callable) -> None:
    table = FlowTable()
    packets = as_packets([sent(CLIENT, SERVER, b"abc", "A"), sent(SERVER6, CLIENT6, b"de"), sent(SERVER, CLIENT, b"f")])
    table.track(packets)
    ended = EndedFlows(table, table.all_alive())
    assert [set(ended.ends(row)) for row in (0, 1)] == [{CLIENT, SERVER}, {CLIENT6, SERVER6}]
    side = ended.ends(0).index(CLIENT)
    assert (ended.payload[0][side], ended.payload[0][1 - side]) == (3, 1)
    assert (ended.first_number, ended.last_number) == ([1, 2], [3, 2])
    assert (ended.first_ns[1], ended.last_ns[0]) == (int(packets.time_ns[1]), int(packets.time_ns[2]))


def test_a_community_id_does_not_depend_on_who_spoke_first(sent: Callable, as_packets: Callable) -> None:
    ids = set()
    for ends in ((CLIENT, SERVER), (SERVER, CLIENT)):
        table = FlowTable()
        table.track(as_packets([sent(*ends, b"x")]))
        ids.add(EndedFlows(table, np.array([table.all_alive()[0]])).community_id(0))
    assert len(ids) == 1
