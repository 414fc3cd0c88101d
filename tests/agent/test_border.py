"""Which directions leave the border, asked once a flow and only of flows that carry payload."""

from collections.abc import Callable

import numpy as np
import pytest

from agent.border import LEAVES, locate_flows
from agent.flows import FlowTable
from geo.locate import Located
from geo.place import Jurisdiction, Place

MAINLAND, OUTSIDE = ("10.0.0.1", 40000), ("192.0.2.9", 80)
PLACES = {
    "10.0.0.1": Jurisdiction.MAINLAND,
    "10.0.0.2": Jurisdiction.MAINLAND,
    "192.0.2.9": Jurisdiction.OUTSIDE,
    "192.0.2.10": Jurisdiction.OUTSIDE,
    "192.0.2.77": Jurisdiction.UNKNOWN,
    "192.0.2.88": Jurisdiction.DISPUTED,
    "127.0.0.1": Jurisdiction.LOCAL,
    "10.9.9.9": Jurisdiction.UNKNOWN,
}
UNPLACED = len(Jurisdiction)


class Gazetteer:
    """An atlas of a few addresses that counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.places = [Place("", "", jurisdiction, "high", "test") for jurisdiction in Jurisdiction]
        self.places.append(Place("", "", Jurisdiction.UNKNOWN, "assumed", "private"))

    def locate(self, high: np.ndarray, low: np.ndarray) -> Located:
        self.asked += len(low)
        found = [PLACES[".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))] for number in low.tolist()]
        # 10.9.9.9 is a private address that nobody placed.
        index = [
            UNPLACED if number & 0xFFFF == 0x0909 else one for one, number in zip(found, low.tolist(), strict=True)
        ]
        return Located(np.array(found, np.int8), np.array(index, np.int64))


@pytest.fixture
def leaving(as_packets: Callable, sent: Callable) -> Callable[..., list[tuple[str, str]]]:
    """Ends of a flow with payload both ways -> the (sender, receiver) pairs that leave."""

    def pairs(one: str, two: str) -> list[tuple[str, str]]:
        table = FlowTable()
        packets = as_packets([sent((one, 5000), (two, 6000), b"x"), sent((two, 6000), (one, 5000), b"y")])
        tracked = table.track(packets)
        crossing = locate_flows(table, tracked.touched, Gazetteer())
        flow = int(tracked.touched[0])
        ends = sorted((one, two), key=lambda address: tuple(map(int, address.split("."))))
        leaves = int(table.leaves[flow])
        assert len(crossing) == (leaves > 0)
        return [(ends[side], ends[1 - side]) for side in (0, 1) if leaves >> side & 1]

    return pairs


def test_what_leaves_the_mainland_leaves(leaving: Callable) -> None:
    assert leaving("10.0.0.1", "192.0.2.9") == [("10.0.0.1", "192.0.2.9")]
    assert leaving("192.0.2.9", "10.0.0.1") == [("10.0.0.1", "192.0.2.9")]


def test_inside_and_abroad_nothing_leaves(leaving: Callable) -> None:
    assert leaving("10.0.0.1", "10.0.0.2") == []
    assert leaving("192.0.2.9", "192.0.2.10") == []
    assert leaving("10.0.0.1", "127.0.0.1") == []


def test_an_unknown_or_disputed_receiver_may_be_abroad(leaving: Callable) -> None:
    assert leaving("10.0.0.1", "192.0.2.77") == [("10.0.0.1", "192.0.2.77")]
    assert ("10.0.0.1", "192.0.2.88") in leaving("10.0.0.1", "192.0.2.88")
    assert leaving("192.0.2.88", "192.0.2.9") == [("192.0.2.88", "192.0.2.9")]


def test_a_private_address_that_nobody_placed_sends_from_home_and_receives_as_assumed(leaving: Callable) -> None:
    assert leaving("10.9.9.9", "192.0.2.9") == [("10.9.9.9", "192.0.2.9")]
    assert leaving("10.0.0.1", "10.9.9.9") == [("10.0.0.1", "10.9.9.9")]


def test_an_unknown_sender_is_not_taken_for_the_mainland() -> None:
    assert not LEAVES[Jurisdiction.UNKNOWN].any()
    assert not LEAVES[Jurisdiction.OUTSIDE].any()
    assert not LEAVES[:, Jurisdiction.LOCAL].any()


def test_a_flow_without_payload_costs_no_look_up(as_packets: Callable, sent: Callable) -> None:
    table, atlas = FlowTable(), Gazetteer()
    tracked = table.track(as_packets([sent(MAINLAND, OUTSIDE, flags="S")]))
    assert locate_flows(table, tracked.touched, atlas).tolist() == []
    assert atlas.asked == 0


def test_a_flow_is_located_once_when_its_first_payload_comes(as_packets: Callable, sent: Callable) -> None:
    table, atlas = FlowTable(), Gazetteer()
    found = []
    for sequence, payload in ((1, b""), (1, b"first"), (6, b"second")):
        tracked = table.track(as_packets([sent(MAINLAND, OUTSIDE, payload, "A", sequence)]))
        found.append(len(locate_flows(table, tracked.touched, atlas)))
    assert found == [0, 1, 0]
    assert atlas.asked == 2


def test_the_places_of_both_sides_are_remembered(as_packets: Callable, sent: Callable) -> None:
    table = FlowTable()
    tracked = table.track(as_packets([sent(OUTSIDE, MAINLAND, b"x")]))
    locate_flows(table, tracked.touched, Gazetteer())
    assert table.place[tracked.touched[0]].tolist() == [Jurisdiction.MAINLAND, Jurisdiction.OUTSIDE]
