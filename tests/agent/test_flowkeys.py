"""Keys: canonical order, grouping and the table agree with a dictionary, also where every hash collides."""

import itertools
from collections import defaultdict
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.flowkeys import NAMES, Keys, KeyTable, canonical, group

ADDRESSES = ("10.0.0.1", "10.0.0.2", "192.0.2.1", "2001:db8::1", "2001:db8::2", "::ffff:10.0.0.1")


def some_keys(numbers: list[int]) -> Keys:
    """Keys made of small numbers: neighbours differ in one column only."""
    n = np.array(numbers, np.uint64)
    return Keys(
        n & 1,
        n >> 1 & 3,
        n >> 3 & 1,
        n >> 4 & 3,
        (n >> 6 & 7).astype("u4"),
        (n >> 9 & 3).astype("u1"),
        (n >> 11 & 1).astype("u1"),
    )


def as_tuples(keys: Keys) -> list[tuple[int, ...]]:
    return list(zip(*(getattr(keys, name).tolist() for name in NAMES), strict=True))


class Colliding(KeyTable):
    """A table whose hash has few bits, in the high and the low half."""

    def __init__(self, bits: int) -> None:
        super().__init__(seed=1)
        self._bits = bits

    def hash(self, keys: Keys) -> np.ndarray:
        few = super().hash(keys) & np.uint64((1 << self._bits) - 1)
        return few | few << np.uint64(50)


def tables() -> list[KeyTable]:
    return [KeyTable(seed=1), KeyTable(seed=2), Colliding(0), Colliding(3)]


def test_both_directions_of_a_conversation_have_one_key(as_packets: Callable, sent: Callable) -> None:
    there = sent(source=("10.0.0.9", 4000), target=("10.0.0.2", 80))
    back = sent(source=("10.0.0.2", 80), target=("10.0.0.9", 4000))
    keys, side = canonical(as_packets([there, back]))
    one, two = as_tuples(keys)
    assert one == two
    assert side.tolist() == [1, 0]


@settings(max_examples=50, deadline=None)
@given(ends=st.lists(st.tuples(st.sampled_from(ADDRESSES), st.integers(0, 3)), min_size=2, max_size=2))
def test_the_key_tells_who_spoke(ends: list[tuple[str, int]], as_packets: Callable, sent: Callable) -> None:
    one, two = ends
    keys, side = canonical(as_packets([sent(source=one, target=two), sent(source=two, target=one)]))
    a, b = as_tuples(keys)
    version = keys.version.tolist()
    assert (a == b) == (version[0] == version[1])
    assert (side[0] != side[1]) == (one != two) or version[0] != version[1]
    assert (*a[0:2], a[4] >> 16) <= (*a[2:4], a[4] & 65535)


def test_ports_decide_between_equal_addresses(as_packets: Callable, sent: Callable) -> None:
    _, side = canonical(as_packets([sent(source=("10.0.0.1", 9), target=("10.0.0.1", 7))]))
    assert side.tolist() == [1]


@pytest.mark.parametrize("table", tables())
@settings(max_examples=25, deadline=None)
@given(numbers=st.lists(st.integers(0, 4095), max_size=60))
def test_grouping_brings_equal_keys_together_in_capture_order(table: KeyTable, numbers: list[int]) -> None:
    keys = some_keys(numbers)
    order, starts = group(keys, table.hash(keys))
    tuples, expected = as_tuples(keys), defaultdict(list)
    for row, key in enumerate(tuples):
        expected[key].append(row)
    bounds = [*starts.tolist(), len(order)]
    found = [order[a:b].tolist() for a, b in itertools.pairwise(bounds)]
    assert sorted(found) == sorted(expected.values())


def test_the_hash_depends_on_every_column_and_on_the_seed() -> None:
    keys = some_keys(list(range(4096)))
    hashes = KeyTable(seed=1).hash(keys)
    assert len(np.unique(hashes)) == 4096
    assert (hashes == KeyTable(seed=2).hash(keys)).sum() <= 1


class Model:
    """The table and a dictionary side by side, rows handed out and taken back as flows do."""

    def __init__(self, table: KeyTable) -> None:
        self.table = table
        self.latest: dict[int, int] = {}
        self.alive: set[int] = set()
        self.free: list[int] = []
        self.capacity = 0

    def put(self, numbers: list[int]) -> None:
        while len(self.free) < len(numbers):
            grown = max(16, self.capacity * 2)
            self.free += range(self.capacity, grown)
            self.capacity = grown
            self.table.grow(grown)
        rows = [self.free.pop() for _ in numbers]
        keys = some_keys(numbers)
        self.table.put(np.array(rows, np.int64), keys, self.table.hash(keys))
        self.latest |= dict(zip(numbers, rows, strict=True))
        self.alive |= set(rows)

    def retire(self, random: Random) -> None:
        gone = set(random.sample(sorted(self.alive), len(self.alive) // 2))
        self.alive -= gone
        self.latest = {number: row for number, row in self.latest.items() if row in self.alive}
        mask = np.zeros(self.capacity, np.bool_)
        mask[sorted(self.alive)] = True
        self.table.forget(mask)
        self.free += sorted(gone)

    def agrees(self) -> bool:
        numbers = list(range(4096))
        keys = some_keys(numbers)
        found = self.table.find(keys, self.table.hash(keys)).tolist()
        return found == [self.latest.get(number, -1) for number in numbers]


@pytest.mark.parametrize("table", tables())
def test_the_table_agrees_with_a_dictionary(table: KeyTable) -> None:
    model, random = Model(table), Random(5)
    rounds = 12 if isinstance(table, Colliding) else 60
    for _ in range(rounds):
        model.put(random.sample(range(4096), random.choice((1, 2, 30, 30 if rounds < 20 else 900))))
        if random.random() < 0.4:
            model.retire(random)
        assert model.agrees()


@pytest.mark.parametrize("table", tables())
def test_of_one_key_put_twice_at_once_the_later_flow_is_found(table: KeyTable) -> None:
    model = Model(table)
    model.put([7, 9, 7, 7, 11, 9])
    assert model.agrees()
    model.put([9, 9, 12])
    assert model.agrees()


def test_an_empty_table_finds_nothing() -> None:
    keys = some_keys([1, 2, 3])
    table = KeyTable(seed=1)
    assert table.find(keys, table.hash(keys)).tolist() == [-1, -1, -1]


def test_a_large_table_keeps_every_key_apart() -> None:
    n = 300_000
    random = np.random.default_rng(3)
    low = random.permutation(n).astype(np.uint64)
    keys = Keys(
        np.zeros(n, "u8"),
        low,
        np.zeros(n, "u8"),
        low ^ np.uint64(5),
        np.full(n, 80, "u4"),
        np.full(n, 6, "u1"),
        np.full(n, 4, "u1"),
    )
    table = KeyTable(seed=9)
    table.grow(n)
    hashes = table.hash(keys)
    for part in np.array_split(np.arange(n), 7):
        table.put(part, keys.take(part), hashes[part])
    assert (table.find(keys, hashes) == np.arange(n)).all()
