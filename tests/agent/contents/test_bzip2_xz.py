"""bzip2 and xz: streams, bombs, damage."""

import bz2
import io
import lzma
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.bzip2_xz import BZIP2, MAGIC, STEP_BYTES, XZ, ZipLzma
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


def zip_lzma(text: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("a", text)
        size = target.getinfo("a").compress_size
    return file.getvalue()[31 : 31 + size]


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_a_member_of_a_zip_archive_in_lzma_is_decompressed(decode: Any, step: int) -> None:
    out = decode(ZipLzma, zip_lzma(b"a text " * 1000), step)
    assert (bytes(out.data), out.failed) == (b"a text " * 1000, "")


def test_an_lzma_bomb_stops_within_one_step(decode: Any) -> None:
    out = decode(ZipLzma, zip_lzma(bytes(10 << 20)), room=1 << 20)
    assert len(out.data) <= (1 << 20) + STEP_BYTES


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_behind_an_lzma_header_are_survived(decode: Any, data: bytes, step: int) -> None:
    decode(ZipLzma, b"\x09\x14\x05\x00\x5d\x00\x00\x01\x00" + data, step)
    decode(ZipLzma, data, step)
