"""Snappy: raw, framed and as Java clients frame it."""

import random
from typing import Any

import cramjam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.contents.snappy.blocks import FORMATS, MAGIC, RAW, SNAPPY, WHOLE_BYTES, XERIAL_MAGIC
from agent.contents.snappy.elements import Elements

DRAW = random.Random(7)
TEXT = b"".join(b"%d,138%08d,row\n" % (number, DRAW.randrange(10**8)) for number in range(20_000))
STEPS = [997, 1 << 20]


def compressed(data: bytes) -> bytes:
    return bytes(cramjam.snappy.compress_raw(data))


def xerial(data: bytes, size: int = 32 << 10) -> bytes:
    blocks = [compressed(data[at : at + size]) for at in range(0, len(data), size)]
    return XERIAL_MAGIC + bytes((0, 0, 0, 1)) * 2 + b"".join(len(one).to_bytes(4, "big") + one for one in blocks)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("text", [b"", b"x", TEXT[:500], TEXT, b"abc" * 100_000])
def test_a_raw_block_is_decoded_whatever_its_length(decode: Any, step: int, text: bytes) -> None:
    out = decode(RAW.decoder, compressed(text), step)
    assert (bytes(out.data), out.failed) == (text, "")


def test_a_long_block_is_decoded_as_it_comes(decode: Any) -> None:
    packed = compressed(TEXT)
    assert len(packed) > WHOLE_BYTES
    out = decode(RAW.decoder, packed[:-1000], 5000)
    assert TEXT.startswith(bytes(out.data))
    assert len(out.data) > len(TEXT) // 2
    assert out.failed == "snappy truncated"


@pytest.mark.parametrize("step", [1, *STEPS])
def test_both_framings_are_decoded(decode: Any, step: int) -> None:
    text = TEXT[:3000] if step == 1 else TEXT
    framed = bytes(cramjam.snappy.compress(text))
    padding = b"\xfe\x03\0\0abc"
    assert bytes(decode(SNAPPY.decoder, framed, step).data) == text
    assert bytes(decode(SNAPPY.decoder, xerial(text), step).data) == text
    assert bytes(decode(SNAPPY.decoder, compressed(text), step).data) == text
    for data in (framed, framed + padding + framed, xerial(text), xerial(text) + xerial(text)):
        found = next(form for magic, form in FORMATS.items() if data.startswith(magic))
        out = decode(found.decoder, data, step)
        assert (bytes(out.data[-len(text) :]), out.failed) == (text, "")
        assert len(out.data) in (len(text), 2 * len(text))


def test_damage_leaves_what_stands_before_it(decode: Any) -> None:
    packed = compressed(TEXT[:3000])
    out = decode(RAW.decoder, packed[:1000] + b"\xff\xff\xff\xff" + packed[1004:])
    assert out.failed
    assert TEXT.startswith(bytes(out.data[:200]))
    assert len(out.data) > 200
    framed = bytes(cramjam.snappy.compress(TEXT))
    assert decode(FORMATS[MAGIC].decoder, framed[:-3]).failed == "snappy truncated"
    assert decode(FORMATS[MAGIC].decoder, framed + b"\x02\x01\0\0x").failed == "snappy damaged"
    assert decode(FORMATS[XERIAL_MAGIC].decoder, xerial(TEXT) + b"\xff\xff\xff\xff").failed == "snappy damaged"


def test_a_spent_budget_stops(decode: Any) -> None:
    bomb = compressed(bytes(8 << 20))
    out = decode(RAW.decoder, bomb, 10_000, room=1000)
    assert 0 < len(out.data) <= 1 << 20


@given(st.binary(max_size=60), st.integers(1, 70), st.sampled_from([RAW, SNAPPY, *FORMATS.values()]))
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise_and_pieces_change_nothing(decode: Any, data: bytes, step: int, form: Any) -> None:
    one, other = decode(form.decoder, data, step), decode(form.decoder, data)
    assert (bytes(one.data), one.failed) == (bytes(other.data), other.failed)


@given(st.binary(max_size=300), st.integers(1, 50))
@settings(max_examples=200, deadline=None)
def test_elements_do_not_depend_on_the_pieces(decode: Any, data: bytes, step: int) -> None:
    class Fed(Elements):
        def feed(self, pieces: Any) -> None:
            super().feed(b"".join(pieces))

    packed = compressed(data * 3)
    assert bytes(decode(Fed, packed, step).data) == data * 3
    damaged = packed[: len(packed) // 2] + data[:9] + packed[len(packed) // 2 :]
    assert bytes(decode(Fed, damaged, step).data) == bytes(decode(Fed, damaged).data)
