"""Messages laid out as stretches."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from agent.contents.stretches import PADDING_BYTES, Command, Late, Stretch, Stretches, Whole
from policies.part import Buffer


class Kept:
    def __init__(self) -> None:
        self.data, self.ended = b"", False

    def write(self, pieces: Sequence[Buffer]) -> None:
        assert not self.ended
        self.data += b"".join(pieces)

    def gap(self, size: int) -> None:
        self.data += b"." * size

    def end(self, damage: str = "") -> None:
        self.ended = True


class Message:
    """Stretches that keep what is raw."""

    def __init__(self, size: int) -> None:
        self.raw: list[Kept] = []
        self.stretches = Stretches(self._begin)
        self.stretches.left = size

    def _begin(self) -> Kept:
        self.raw.append(Kept())
        return self.raw[-1]


def test_a_command_is_head_content_and_the_rest() -> None:
    message, content = Message(100), Kept()
    message.stretches.lay_out(Command(60, 10, 20, 15, Whole(content)), 1000)
    data = bytes(range(100))
    at = 0
    while message.stretches:
        at += message.stretches.take(data[at : at + 7])
    assert (at, message.stretches.left) == (60, 40)
    assert (content.data, content.ended) == (data[20:35], True)
    assert [(raw.data, raw.ended) for raw in message.raw] == [(data[10:20], True), (data[35:60], True)]


def test_padding_is_not_raw_and_what_could_not_be_read_is() -> None:
    message = Message(50)
    message.stretches.lay_out(Command(50, 50 - PADDING_BYTES), 1000)
    message.stretches.take(bytes(50))
    message.stretches.take(bytes(50))
    assert message.raw == []
    message.stretches.left = 50
    message.stretches.lay_out(Command(50, 50), 10)
    while message.stretches:
        message.stretches.take(b"x" * 50)
    assert len(message.raw[0].data) == 40


def test_nobody_is_given_what_nobody_wants() -> None:
    stretches = Stretches(None)
    stretches.left = 30
    stretches.unread(20)
    stretches.skip(5)
    assert stretches.take(bytes(20)) == 20
    assert stretches.take(bytes(20)) == 5
    assert not stretches


def test_a_whole_part_ends_with_its_stretch_and_another_goes_on() -> None:
    for kind, ended in ((Whole, True), (Stretch, False)):
        part = Kept()
        stretch = kind(part)
        stretch.write([b"data"])
        stretch.gap(2)
        stretch.done()
        assert (part.data, part.ended) == (b"data..", ended)


def test_a_late_part_begins_with_its_first_byte() -> None:
    begun: list[Kept] = []

    def begin() -> Kept:
        begun.append(Kept())
        return begun[-1]

    late = Late(begin)
    late.gap(3)
    late.done()
    assert begun == []
    late = Late(begin)
    late.write([b"x"])
    late.done()
    assert (begun[0].data, begun[0].ended) == (b"x", True)


def test_pieces_that_lie_in_the_stretch_are_not_copied() -> None:
    message, content = Message(40), Kept()
    message.stretches.lay_out(Command(20, 4, 4, 16, Whole(content)), 100)
    message.stretches.take(b"head")
    pieces = [b"nothing", b"0123456", b"789", b"abcdefgh"]
    assert message.stretches.through(pieces, 1) == (3, 10)
    assert message.stretches.through(pieces, 3) == (3, 0)
    assert message.stretches.take(pieces[3]) == 6
    assert (content.data, content.ended) == (b"0123456789abcdef", True)


def test_lost_bytes_are_a_gap_where_they_lie_within_the_message() -> None:
    message, content = Message(40), Kept()
    message.stretches.lay_out(Command(20, 4, 4, 16, Whole(content)), 100)
    message.stretches.take(b"head")
    message.stretches.take(b"ab")
    assert message.stretches.lose(14 + 5)
    assert (content.data, content.ended) == (b"ab" + b"." * 14, True)
    assert message.stretches.take(bytes(100)) == 15
    assert not message.stretches
    assert message.stretches.left == 0


def test_more_lost_bytes_give_the_message_up() -> None:
    message, content = Message(40), Kept()
    message.stretches.lay_out(Command(20, 0, 0, 20, Whole(content)), 100)
    assert not message.stretches.lose(41)
    assert (content.ended, message.stretches.left, bool(message.stretches)) == (True, 0, False)


@given(*[st.integers(0, 1 << 33)] * 5, st.integers(1, 9))
def test_any_lengths_take_at_least_one_byte_and_never_more_than_there_are(
    size: int, read: int, start: int, length: int, left: int, step: int
) -> None:
    left = left % 60 + 1
    message, content = Message(left), Kept()
    message.stretches.lay_out(Command(size, read % 70, start % 70, length, Whole(content)), 30)
    taken = 0
    while message.stretches:
        taken += message.stretches.take(bytes(step))
    assert 1 <= taken == left - message.stretches.left <= left
    assert content.ended
