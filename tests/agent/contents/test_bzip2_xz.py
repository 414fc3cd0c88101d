"""bzip2 and xz: streams, bombs, damage."""

import bz2
import lzma
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.bzip2_xz import BZIP2, MAGIC, STEP_BYTES, XZ
from agent.contents.format import Format

TEXT = b"one two three " * 50
BOTH = pytest.mark.parametrize(("found", "compress"), [(BZIP2, bz2.compress), (XZ, lzma.compress)])


@BOTH
@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_several_streams_are_one_text(decode: Any, found: Format, compress: Any, step: int) -> None:
    out = decode(found.decoder, compress(TEXT) + bytes(8) + compress(b"end"), step)
    assert (bytes(out.data), out.failed) == (TEXT + b"end", "")


@BOTH
def test_a_truncated_stream_is_told(decode: Any, found: Format, compress: Any) -> None:
    assert decode(found.decoder, compress(TEXT)[:-5]).failed == f"{found.label} truncated"
    assert decode(found.decoder, b"").failed == f"{found.label} truncated"


@BOTH
def test_a_spent_budget_stops_a_bomb_within_one_step(decode: Any, found: Format, compress: Any) -> None:
    class Full:
        def __new__(cls, outlet: Any) -> Any:
            outlet.room = 0
            return found.decoder(outlet)

    assert 0 < len(decode(Full, compress(bytes(20 << 20))).data) <= STEP_BYTES


def test_a_dictionary_that_would_take_much_memory_is_not_followed(decode: Any) -> None:
    wide = lzma.compress(TEXT, filters=[{"id": lzma.FILTER_LZMA2, "preset": 1, "dict_size": 1 << 30}])
    assert decode(XZ.decoder, wide).failed == "xz too costly"


@BOTH
def test_nothing_is_decoded_behind_a_gap(decode: Any, found: Format, compress: Any) -> None:
    assert decode(found.decoder, compress(TEXT), 8, gap_at=8).failed == "gap"


@given(st.binary(max_size=100), st.integers(1, 50))
def test_any_bytes_fail_or_decode_the_same_at_any_cut(decode: Any, data: bytes, step: int) -> None:
    for found, packed in ((BZIP2, bz2.compress(TEXT)), (XZ, lzma.compress(TEXT))):
        for stream in (data, packed[:20] + data, packed + data):
            whole, cut = decode(found.decoder, stream), decode(found.decoder, stream, step)
            assert whole.data == cut.data or whole.failed
            assert bool(cut.failed) == bool(whole.failed)


def test_streams_are_told_by_their_magic() -> None:
    assert any(bz2.compress(TEXT).startswith(magic) for magic in MAGIC)
    assert any(lzma.compress(TEXT).startswith(magic) for magic in MAGIC)
