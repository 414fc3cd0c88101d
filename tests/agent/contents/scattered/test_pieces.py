"""Pieces of a file at offsets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.scattered.pieces import APPENDED, MOST_WAITING, Place, Scattered, Store
from policies.part import Buffer


@dataclass
class Kept:
    """A part; lost bytes are shown as dots."""

    data: bytearray = field(default_factory=bytearray)
    damage: str | None = None

    def write(self, pieces: Sequence[Buffer]) -> None:
        assert self.damage is None
        for piece in pieces:
            self.data += piece

    def gap(self, size: int) -> None:
        assert self.damage is None
        self.data += b"." * size

    def end(self, damage: str = "") -> None:
        assert self.damage is None
        self.damage = damage


@dataclass
class File:
    """A scattered file and its parts."""

    start: int | None = 0
    store: Store = field(default_factory=Store)
    parts: list[Kept] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.told: list[int] = []
        self.place = Place(self.told.append)
        self.scattered = Scattered(self._begin, self.store, self.place, self.start)

    def _begin(self) -> Kept:
        self.parts.append(Kept())
        return self.parts[-1]

    def put(self, offset: int, data: bytes, step: int = 1 << 20) -> None:
        self.scattered.piece(offset)
        for at in range(0, len(data), step):
            self.scattered.write([memoryview(data)[at : at + step]])
        self.scattered.done()

    def read(self) -> list[bytes]:
        self.scattered.close()
        assert all(part.damage is not None for part in self.parts)
        return [bytes(part.data) for part in self.parts]


@given(st.permutations(range(8)), st.integers(1, 5))
def test_pieces_in_any_order_are_one_part(order: list[int], step: int) -> None:
    file = File()
    for number in order:
        file.put(3 * number, bytes((65 + number,)) * 3, step)
    assert file.read() == [b"AAABBBCCCDDDEEEFFFGGGHHH"]


def test_pieces_in_order_do_not_wait() -> None:
    file = File()
    file.put(0, b"one ")
    file.put(4, b"two")
    assert [bytes(part.data) for part in file.parts] == [b"one two"]


def test_what_never_comes_is_a_gap() -> None:
    file = File()
    file.put(0, b"ab")
    file.put(4, b"ef")
    assert file.read() == [b"ab..ef"]


def test_a_file_that_was_open_before_begins_with_its_first_piece() -> None:
    file = File(start=None)
    file.put(1000, b"ab")
    file.put(1002, b"cd")
    assert file.read() == [b"abcd"]


def test_what_is_read_again_is_a_part_of_its_own() -> None:
    file = File()
    file.put(0, b"head")
    file.put(0, b"head, body")
    file.put(10, b", tail")
    file.put(4, b", again")
    assert file.read() == [b"head, again", b"head, body, tail"]


def test_a_piece_in_the_middle_that_is_written_again_does_not_end_the_file() -> None:
    file = File()
    file.put(0, b"abcdef")
    file.put(2, b"XY")
    file.put(6, b"ghi")
    file.put(2, b"ZZ")
    assert file.read() == [b"abcdefghi", b"XY", b"ZZ"]


def test_appended_pieces_go_to_the_end() -> None:
    file = File()
    file.put(0, b"ab")
    file.put(APPENDED, b"cd")
    assert file.read() == [b"abcd"]


def test_the_same_piece_twice_ahead_of_its_turn_is_not_lost() -> None:
    file = File()
    file.put(2, b"cd")
    file.put(2, b"CD")
    file.put(0, b"ab")
    assert sorted(file.read()) == [b"CD", b"abcd"]


def test_a_full_store_makes_gaps() -> None:
    file = File(store=Store(6))
    file.put(2, b"cd")
    file.put(10, b"klmnop", 2)
    file.put(16, b"q")
    assert file.read() == [b"..cd......klmnopq"]


def test_a_store_is_empty_again_when_all_was_taken() -> None:
    file = File(store=Store(4))
    for at in range(0, 80, 8):
        file.put(at + 4, b"5678")
        file.put(at, b"1234")
    assert file.read() == [b"12345678" * 10]


def test_a_hole_in_a_piece_that_waits_is_a_gap() -> None:
    file = File()
    file.scattered.piece(4)
    file.scattered.write([b"ef"])
    file.scattered.gap(2)
    file.scattered.write([b"ij"])
    file.scattered.done()
    file.put(0, b"abcd")
    assert file.read() == [b"abcdef..ij"]


def test_what_waited_comes_from_where_it_was_in_the_stream() -> None:
    file = File()
    for at, offset in ((100, 4), (200, 0)):
        file.place.move(at)
        file.put(offset, b"1234")
    assert file.told == [100, 200, 100, 200]
    assert file.place.at == 200


def test_few_pieces_wait() -> None:
    file = File()
    for number in range(MOST_WAITING + 2):
        file.put(2 * number + 2, b"x")
    assert len(file.parts) == 1
    assert file.read()[0].count(b"x") == MOST_WAITING + 2


def test_an_error_of_the_disk_makes_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: int) -> None:
        raise OSError

    monkeypatch.setattr("agent.contents.scattered.pieces.SpooledTemporaryFile", fails)
    file = File()
    file.put(2, b"cd")
    assert file.read() == [b"..cd"]


@given(
    st.lists(st.tuples(st.integers(-1, 40), st.binary(min_size=1, max_size=12), st.booleans()), max_size=30),
    st.integers(1, 9),
    st.integers(0, 60),
    st.sampled_from([0, None, 7]),
)
def test_no_byte_is_lost_and_cuts_change_nothing(
    pieces: list[tuple[int, bytes, bool]], step: int, room: int, start: int | None
) -> None:
    def run(step: int) -> list[bytes]:
        file = File(start, Store(room))
        for offset, data, is_lost in pieces:
            file.put(offset, data.replace(b".", b","), step)
            if is_lost:
                file.scattered.gap(3)
        return file.read()

    whole = run(1 << 20)
    assert sum(len(part.replace(b".", b"")) for part in whole) == sum(len(data) for _, data, _ in pieces)
    assert run(step) == whole
