"""Base64 and hexadecimal within a text."""

import base64
import gzip
import hashlib
import random
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.embedded import Embedded, may_hold

TEXT = "name 张三, number 0123456789, and so on for a while; " * 3
ENCODED = TEXT.encode()
PLAIN = b"an ordinary text with internationalisation_of_identifiers and /usr/lib/python/site-packages/paths in it "


class Found:
    """What was found in a text, in order."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, str, bytearray]] = []
        self.ended = 0

    def begin(self, label: str, coding: str) -> Any:
        data = bytearray()
        self.parts.append((label, coding, data))
        found = self

        class Part:
            def write(self, pieces: Any) -> None:
                for piece in pieces:
                    data.extend(piece)

            def gap(self, size: int) -> None:
                raise AssertionError

            def end(self, damage: str = "") -> None:
                found.ended += 1

        return Part()


def found_in(text: bytes, step: int = 1 << 20) -> list[tuple[str, str, bytes]]:
    """Every part found in a text that arrives in pieces."""
    found = Found()
    embedded = Embedded(found.begin)
    for at in range(0, len(text), step):
        embedded.feed(text[at : at + step])
    embedded.close()
    assert found.ended == len(found.parts)
    return [(label, coding, bytes(data)) for label, coding, data in found.parts]


@pytest.mark.parametrize("step", [1, 7, 64, 1 << 20])
@pytest.mark.parametrize(
    "encode", [base64.b64encode, base64.urlsafe_b64encode, lambda data: base64.b64encode(data).rstrip(b"=")]
)
def test_base64_in_a_value_is_decoded(encode: Any, step: int) -> None:
    assert found_in(b'{"a": "' + encode(ENCODED) + b'", "b": "text"}', step) == [("base64", "", ENCODED + b"\n")]


@pytest.mark.parametrize("step", [1, 7, 64, 1 << 20])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\\n", b"\\r\\n"])
def test_base64_in_lines_is_one_run(newline: bytes, step: int) -> None:
    lines = base64.encodebytes(ENCODED * 3).strip().replace(b"\n", newline)
    assert found_in(b'"' + lines + b'"', step) == [("base64", "", ENCODED * 3 + b"\n")]


@pytest.mark.parametrize("step", [1, 7, 64, 1 << 20])
@pytest.mark.parametrize("text", [ENCODED.hex().encode(), ENCODED.hex().upper().encode()])
def test_hexadecimal_is_decoded(text: bytes, step: int) -> None:
    assert found_in(b"payload=" + text + b"&n=1", step) == [("hex", "", ENCODED + b"\n")]


@pytest.mark.parametrize("charset", ["gb18030", "utf-16-le", "utf-16-be"])
def test_text_in_other_character_sets_is_told(charset: str) -> None:
    data = TEXT.encode(charset)
    assert found_in(b"x=" + base64.b64encode(data)) == [("base64", "", data + b"\n")]


def test_texts_of_one_encoding_are_lines_of_one_part() -> None:
    one, other = base64.b64encode(b"the first of two texts"), base64.b64encode(b"the second of the texts")
    assert found_in(b"a=" + one + b";b=" + other + b";") == [
        ("base64", "", b"the first of two texts\nthe second of the texts\n")
    ]


def test_files_are_told_by_their_first_bytes() -> None:
    packed, deflated = gzip.compress(ENCODED, mtime=0), zlib.compress(ENCODED)
    text = (
        b"a=" + base64.b64encode(packed) + b"&b=" + packed.hex().encode() + b"&c=" + base64.b64encode(deflated) + b";"
    )
    assert found_in(text) == [("base64", "", packed), ("hex", "", packed), ("base64", "deflate", deflated)]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN * 5,
        b"2026010100" * 20,
        hashlib.sha512(b"").hexdigest().encode() * 2,
        b"a" * 500,
        base64.b64encode(bytes(range(256))),
        b"-" * 100 + b"_" * 100 + b"/" * 100 + b"+" * 100,
    ],
)
def test_what_decodes_to_no_text_is_left_alone(text: bytes) -> None:
    assert found_in(text) == []
    assert found_in(text, 50) == []


def test_short_runs_cost_one_scan() -> None:
    assert not may_hold(b"a word, and another one " * 100)
    assert may_hold(b"x" * 24)


@given(st.binary(max_size=120), st.binary(min_size=30, max_size=60), st.integers(1, 60), st.booleans())
def test_any_text_around_is_harmless(before: bytes, inside: bytes, step: int, hexadecimal: bool) -> None:
    encoded = inside.hex().encode() if hexadecimal else base64.b64encode(inside)
    found_in(before + encoded + before, step)
    data = b"text of letters " + inside.hex().encode() + b" " * 9
    encoded = data.hex().encode() if hexadecimal else base64.b64encode(data)
    assert data + b"\n" in [part[-len(data) - 1 :] for _, _, part in found_in(b'"' + encoded + b'"' + before, step)]


@given(
    st.lists(
        st.sampled_from([b'"', b"a", b"41" * 20, b"x" * 9, b"\n", b"=", b"\\n", b"\xff", base64.b64encode(ENCODED)])
    ),
    st.integers(1, 99),
)
def test_any_text_holds_the_same_at_any_cut(tokens: list[bytes], step: int) -> None:
    text = b"".join(tokens)
    assert found_in(text, step) == found_in(text)


@pytest.mark.parametrize("step", [1, 7, 64, 1 << 20])
def test_deflate_without_a_header_is_told_by_what_it_holds(step: int) -> None:
    packed = zlib.compress("".join(f"<Attribute Name='n{n}'>v{n * n}</Attribute>" for n in range(60)).encode())[2:-4]
    assert found_in(b"SAMLRequest=" + base64.b64encode(packed) + b"&x=1", step) == [("base64", "deflate", packed)]


@pytest.mark.parametrize("mark", [b"0x", b"\\x", b"0X"])
def test_a_mark_before_hexadecimal_is_no_part_of_it(mark: bytes) -> None:
    assert found_in(b'"' + mark + ENCODED.hex().encode() + b'"') == [("hex", "", ENCODED + b"\n")]


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_hexadecimal_in_lines_is_one_run(step: int) -> None:
    text = ENCODED.hex()
    lines = "\n".join(text[at : at + 60] for at in range(0, len(text), 60))
    assert found_in(lines.encode() + b"\n", step) == [("hex", "", ENCODED + b"\n")]


def test_a_shifted_run_of_utf_7_is_decoded() -> None:
    data = TEXT.encode("utf-16-be")
    assert found_in(b"+" + base64.b64encode(data).rstrip(b"=") + b"-.")[0][2].startswith(data)


def test_identifiers_are_no_packed_text() -> None:
    letters = random.Random(7)
    for _ in range(3000):
        text = "".join(
            letters.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", k=letters.randrange(24, 400))
        )
        assert found_in(text.encode()) == []
