"""Attempts: waiting changes no flow, and what waits is counted and bounded."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import attempts as module
from agent.attempts import Attempts
from agent.flows import COLUMNS, FlowTable
from agent.packets import UDP, Packets

SERVER = ("192.0.2.9", 80)
FLAGS = ("S", "S", "S", "S", "S", "SA", "A", "PA", "FA", "R", "SF")


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST", 1)


def flows_of(table: FlowTable) -> list[dict[str, Any]]:
    """Every flow by the columns that do not depend on the order in which flows were begun."""
    rows = table.all_alive()
    keys = table.keys.keys.take(rows)
    columns = {name: getattr(table, name)[rows].tolist() for name in COLUMNS if name not in {"stream", "place"}}
    columns |= {"ports": keys.ports.tolist(), "a": keys.a_low.tolist(), "b": keys.b_low.tolist()}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def waited(portions: Sequence[Packets]) -> tuple[list[dict[str, Any]], Attempts]:
    """All flows of packets whose attempts wait where they may, but for those that never go on."""
    table = FlowTable()
    attempts = Attempts(table)
    for packets in portions:
        table.track(attempts.admit(packets))
    for packets in attempts.settle():
        table.track(packets)
    return flows_of(table), attempts


def tracked(portions: Sequence[Packets]) -> list[dict[str, Any]]:
    """All flows of packets, tracked as they come."""
    table = FlowTable()
    for packets in portions:
        table.track(packets)
    return flows_of(table)


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_waiting_changes_no_flow(seed: int, sent: Callable, chunks: Callable) -> None:
    random = Random(seed)

    def one(time: int) -> object:
        client = (random.choice(("10.0.0.1", "192.0.2.200", "2001:db8::1")), random.randrange(5000, 5004))
        server = ("2001:db8::9", 80) if ":" in client[0] else SERVER
        ends = (client, server) if random.random() < 0.8 else (server, client)
        payload = b"some" if random.random() < 0.1 else b""
        return sent(*ends, payload, random.choice(FLAGS), random.choice((7, 7, 7, 900)), at_ms=time)

    portions = chunks([one(time) for time in range(40)], random.sample(range(40), 4))
    found, attempts = waited(portions)
    expected = tracked(portions)
    gone = [flow for flow in expected if flow not in found]
    assert len(gone) == attempts.flows
    assert [flow for flow in expected if flow in found] == found
    assert all(sum(flow["payload"]) == 0 for flow in gone)


def test_a_flood_takes_no_row_of_the_table(sent: Callable, as_packets: Callable) -> None:
    flood = as_packets([sent(("10.0.0.1", port), SERVER, b"", "S", port) for port in range(1000, 1500)])
    found, attempts = waited([flood, flood])
    assert found == []
    assert attempts.flows == 500


def test_a_port_tried_anew_is_another_flow(sent: Callable, as_packets: Callable) -> None:
    first = [sent(("10.0.0.1", port), SERVER, b"", "S", 7) for port in (5000, 5001)]
    again = sent(("10.0.0.1", 5001), SERVER, b"", "S", 9_000_000)
    found, attempts = waited([as_packets([*first, again])])
    assert len(found) + attempts.flows == 3


def test_a_conversation_that_goes_on_knows_its_attempt(sent: Callable, as_packets: Callable) -> None:
    attempt = as_packets([sent(("10.0.0.1", 5000), SERVER, b"", "S", 7)])
    answer = as_packets([sent(SERVER, ("10.0.0.1", 5000), b"", "SA", 70)], first_number=2)
    found, attempts = waited([attempt, answer])
    assert [(flow["first_number"], flow["last_number"], flow["frames"]) for flow in found] == [(1, 2, [1, 1])]
    assert attempts.flows == 0


@pytest.mark.parametrize(
    "changed", [{"flags": "SA"}, {"flags": "A"}, {"payload": b"fast open"}, {"protocol": UDP}], ids=str
)
def test_what_is_no_bare_attempt_does_not_wait(changed: dict[str, Any], sent: Callable, as_packets: Callable) -> None:
    packets = as_packets([sent(**{"flags": "S", **changed})])
    assert len(Attempts(FlowTable()).admit(packets)) == 1


def test_little_does_not_wait(sent: Callable, as_packets: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST", 2)
    assert len(Attempts(FlowTable()).admit(as_packets([sent(flags="S")]))) == 1
    monkeypatch.setattr(module, "LEAST", 1)
    others = [sent(("10.0.0.2", port), SERVER) for port in (5000, 5001)]
    assert len(Attempts(FlowTable()).admit(as_packets([sent(flags="S"), *others]))) == 3


def test_beyond_the_cap_the_oldest_are_let_go_and_counted(
    sent: Callable, as_packets: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 15)
    table = FlowTable()
    attempts = Attempts(table)
    for number in range(3):
        ports = range(1000 + 10 * number, 1010 + 10 * number)
        attempts.admit(as_packets([sent(("10.0.0.1", port), SERVER, b"", "S") for port in ports]))
    assert table.evicted == 20
    assert list(attempts.settle()) == []
    assert attempts.flows == 30


def test_ports_tried_anew_are_tracked_some_at_a_time(
    monkeypatch: pytest.MonkeyPatch, sent: Callable, as_packets: Callable
) -> None:
    monkeypatch.setattr(module, "REPLAYED_TOGETHER", 3)
    twice = [sent(("10.0.0.1", port), SERVER, b"", "S", number) for port in range(9) for number in (5, 5_000_000)]
    found, attempts = waited([as_packets(twice)])
    assert (len(found), attempts.flows) == (18, 0)
    assert np.unique([flow["first_number"] for flow in found]).tolist() == list(range(1, 19))
