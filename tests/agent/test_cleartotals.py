"""Clear transfers add up by network, place, protocol and hour."""

from collections.abc import Callable

import numpy as np
import pytest

from agent.cleartotals import ClearTotals, hour_text
from agent.flows import FlowTable
from agent.packets import UDP
from geo.place import Jurisdiction, Place

US, DE = (Place(code, code, Jurisdiction.OUTSIDE, "high", "test") for code in ("US", "DE"))
HOUR_MS = 3_600_000


@pytest.fixture
def totals(as_packets: Callable) -> Callable[..., list[tuple[object, ...]]]:
    """Packets, each a flow of its own side -> the totals of what their sources sent; servers are in `place`."""

    def add(sent: list[object], places: list[int] | None = None) -> list[tuple[object, ...]]:
        table = FlowTable()
        clear = ClearTotals(table)
        tracked = table.track(as_packets(sent))
        flows, first = np.unique(tracked.flow, return_index=True)
        table.place[flows] = np.array(places or [0] * len(flows))[:, None]
        for one, side in zip(flows, tracked.side[first], strict=True):
            clear.add(np.array([one]), np.array([side], np.int64))
        return sorted(
            (t.sender_network, t.recipient_network, t.recipient_country, t.protocol, t.transfers, t.bytes)
            for t in clear.totals([US, DE])
        )

    return add


def test_hosts_of_one_network_are_one_total(totals: Callable, sent: Callable) -> None:
    packets = [sent((f"10.1.2.{n}", 1000 + n), ("192.0.2.7", 80), b"x" * n, "A") for n in range(1, 5)]
    assert totals(packets) == [("10.1.2.0/24", "192.0.2.0/24", "US", "tcp", 4, 10)]


def test_the_sender_is_who_sent_whichever_side_of_the_key(totals: Callable, sent: Callable) -> None:
    assert totals([sent(("192.0.2.7", 80), ("10.1.2.3", 1000), b"abc", "A")]) == [
        ("192.0.2.0/24", "10.1.2.0/24", "US", "tcp", 1, 3)
    ]


def test_protocols_and_networks_are_apart(totals: Callable, sent: Callable) -> None:
    packets = [
        sent(("10.1.2.3", 1), ("192.0.2.7", 80), b"a", "A"),
        sent(("10.1.2.3", 1), ("192.0.2.7", 80), b"b", "A", protocol=UDP),
        sent(("10.1.3.3", 1), ("192.0.2.7", 80), b"c", "A"),
    ]
    assert [line[:4] for line in totals(packets)] == [
        ("10.1.2.0/24", "192.0.2.0/24", "US", "tcp"),
        ("10.1.2.0/24", "192.0.2.0/24", "US", "udp"),
        ("10.1.3.0/24", "192.0.2.0/24", "US", "tcp"),
    ]


def test_ipv6_networks_have_48_bits(totals: Callable, sent: Callable) -> None:
    packets = [sent((f"2001:db8:1:{n:x}::5", 9), ("2001:db8:f::2", 80), b"x", "A") for n in range(3)]
    assert totals(packets) == [("2001:db8:1::/48", "2001:db8:f::/48", "US", "tcp", 3, 3)]


def test_hours_are_apart(as_packets: Callable, sent: Callable) -> None:
    table = FlowTable()
    clear = ClearTotals(table)
    tracked = table.track(as_packets([sent(("10.1.2.3", n), payload=b"x", at_ms=n * HOUR_MS) for n in range(3)]))
    table.place[tracked.touched] = 0
    clear.add(tracked.touched, np.zeros(3, np.int64))
    assert sorted(total.hour for total in clear.totals([US])) == ["2023-11-14T22", "2023-11-14T23", "2023-11-15T00"]


def test_nothing_adds_nothing() -> None:
    clear = ClearTotals(FlowTable())
    clear.add(np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert clear.totals([US]) == []


@pytest.mark.parametrize("hours", [2**40, -(2**40)])
def test_a_time_no_calendar_holds_has_no_hour(hours: int) -> None:
    assert hour_text(hours) == ""


def test_more_networks_than_memory_allows_are_added_up_without_them(
    totals: Callable, sent: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.cleartotals.MOST_ROWS", 2)
    packets = [sent((f"10.0.{n}.1", 9), ("192.0.2.7", 53), b"abc", protocol=UDP) for n in range(4)]
    found = totals(packets)
    assert found[0][:2] == ("", "")
    assert sum(row[4] for row in found) == 4
