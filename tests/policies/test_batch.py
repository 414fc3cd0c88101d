"""Parts laid out as one run of bytes, and the way back."""

from hypothesis import given
from hypothesis import strategies as st

from policies.batch import SEPARATOR, lay
from policies.part import Part

PIECES = st.lists(st.binary(max_size=5), max_size=5)


def part(pieces: list[bytes], *, separate: bool = False, inspect: bool = True) -> Part:
    return Part(owner=1, id=1, path="", pieces=pieces, separate=separate, inspect=inspect)


@given(st.lists(st.tuples(PIECES, st.booleans(), st.booleans()), max_size=6))
def test_every_segment_is_found_again_between_separators(described: list[tuple[list[bytes], bool, bool]]) -> None:
    parts = [part(pieces, separate=separate, inspect=inspect) for pieces, separate, inspect in described]
    batch = lay(parts)
    whole = b"".join(batch.buffers)
    segments = zip(batch.segment_part, batch.segment_start, batch.segment_end, batch.segment_offset, strict=True)
    read: dict[int, bytes] = {}
    for number, start, end, offset in segments:
        assert whole[start - 1 : start] == whole[end : end + 1] == SEPARATOR
        assert offset == len(read.get(int(number), b""))
        read[int(number)] = read.get(int(number), b"") + whole[start:end]
    assert read == {
        number: b"".join(one.pieces)
        for number, one in enumerate(parts)
        if one.inspect and (one.pieces or not one.separate)
    }


@given(PIECES, st.integers(0, 30), st.integers(1, 30))
def test_a_slice_is_the_bytes_between_two_positions(pieces: list[bytes], start: int, size: int) -> None:
    batch = lay([part(pieces), part([b"second"])])
    whole = b"".join(batch.buffers)
    start = min(start, len(whole) - 1)
    end = min(start + size, len(whole))
    assert batch.slice(start, end) == whole[start:end]


def test_views_are_laid_without_a_copy() -> None:
    view = memoryview(bytes(100))
    batch = lay([Part(owner=1, id=1, path="", pieces=[view[:50], view[50:]])])
    assert [buffer.obj is view.obj for buffer in batch.buffers if isinstance(buffer, memoryview)] == [True, True]
