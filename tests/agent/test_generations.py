"""Generations agree with rules applied packet by packet, and only tangled conversations are walked."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import generations as module
from agent.generations import Earlier, Grouped, generations
from agent.packets import TCP, UDP

A, B = ("10.0.0.1", 40000), ("192.0.2.9", 80)
SECOND, HOUR = 1000, 3_600_000
NOTHING = Earlier(
    np.full(1, -1),
    np.zeros(1, np.int64),
    np.zeros((1, 2), np.uint32),
    np.zeros((1, 2), np.uint32),
    np.zeros(1, np.uint8),
)


@pytest.fixture(scope="session")
def fresh(as_packets: Callable) -> Callable[..., list[int]]:
    """Packets of one five-tuple, nothing known before -> positions where a new flow begins."""

    def positions(sent: list[object], earlier: Earlier = NOTHING) -> list[int]:
        packets = as_packets(sent)
        side = (packets.source_port != A[1]).astype(np.uint8)
        grouped = Grouped(packets, np.arange(len(sent)), side, np.zeros(1, np.int64))
        return np.flatnonzero(generations(grouped, earlier)[1]).tolist()

    return positions


def by_the_rules(sent: list[object]) -> list[int]:
    """The same, told as the rules are."""
    starts, last = [], 0
    first: dict[object, int] = {}
    following: dict[object, int] = {}
    closed: set[object] = set()
    for position, one in enumerate(sent):
        silence = one.at_ms - last
        near = min(
            (one.sequence - following.get(one.source, 0)) % 2**32, (following.get(one.source, 0) - one.sequence) % 2**32
        )
        goes_on = one.source in following and near < module.CONTINUES
        repeats = (first.get(one.source, one.sequence) - one.sequence) % 2**32 < 2
        if one.protocol == UDP:
            anew = silence > 300 * SECOND
        else:
            anew = (
                (one.flags == "S" and not repeats)
                or (len(closed) == 2 and silence > 30 * SECOND)
                or (silence > HOUR and not goes_on)
            )
        if not starts or anew:
            starts.append(position)
            last, first, following, closed = one.at_ms, {}, {}, set()
        last = max(last, one.at_ms)
        first.setdefault(one.source, one.sequence)
        following[one.source] = one.sequence + len(one.payload) + ("S" in one.flags or "F" in one.flags)
        closed |= {one.source} if "F" in one.flags else {A, B} if "R" in one.flags else set()
    return starts


@settings(max_examples=120, deadline=None)
@given(random=st.randoms(use_true_random=False), protocol=st.sampled_from((TCP, TCP, UDP)))
def test_a_conversation_is_cut_as_the_rules_say(random: Random, protocol: int, sent: Callable, fresh: Callable) -> None:
    at_ms, packets = 20 * HOUR, []
    for _ in range(random.randrange(1, 16)):
        at_ms += random.choice((0, 1, SECOND, 31 * SECOND, 301 * SECOND, HOUR + 1, -HOUR))
        source, target = random.choice(((A, B), (B, A)))
        sequence = random.choice((0, 1, 2**32 - 1, 5000, 2**31))
        flags = random.choice(("S", "S", "SA", "A", "A", "FA", "R"))
        packets.append(
            sent(source, target, b"x" * random.randrange(3), flags, sequence, protocol=protocol, at_ms=at_ms)
        )
    assert fresh(packets) == by_the_rules(packets)


def test_what_earlier_chunks_knew_decides_the_first_packet(
    sent: Callable, fresh: Callable, as_packets: Callable
) -> None:
    last_ns = as_packets([sent()]).time_ns
    known = Earlier(
        np.zeros(1, np.int64),
        last_ns,
        np.array([[100, 0]], np.uint32),
        np.array([[105, 0]], np.uint32),
        np.ones(1, np.uint8),
    )
    assert fresh([sent(A, B, flags="S", sequence=100)], known) == []
    assert fresh([sent(A, B, flags="S", sequence=900)], known) == [0]
    assert fresh([sent(A, B, sequence=105, at_ms=5 * HOUR)], known) == []
    assert fresh([sent(A, B, sequence=2**31, at_ms=5 * HOUR)], known) == [0]


def test_plain_conversations_are_not_walked(sent: Callable, fresh: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    walked = []
    monkeypatch.setattr(module, "_one_by_one", lambda *arguments: walked.append(arguments) or [])
    opened = [sent(A, B, flags="S", sequence=n * 1000, at_ms=n) for n in range(50)]
    assert fresh(opened) == list(range(50))
    assert fresh([sent(protocol=UDP, at_ms=n * 400 * SECOND) for n in range(50)]) == list(range(50))
    assert walked == []
