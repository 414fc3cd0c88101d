"""Header compression against its own encoder, and whatever is no header block."""

from hpack import Encoder
from hpack.exceptions import HPACKDecodingError
from hpack.huffman_table import decode_huffman
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.http2.hpack import REPEATED_BYTES, REPEATED_RATIO, TABLE_BYTES, Table, _plain

names = st.sampled_from(["x-a", "x-b", "content-type", ":path", "cookie"])
values = st.text(st.characters(codec="latin-1"), max_size=20)
blocks = st.lists(st.lists(st.tuples(names, values), max_size=6), max_size=6)


@given(blocks)
def test_what_an_encoder_wrote_is_read(heads: list[list[tuple[str, str]]]) -> None:
    encoder, table = Encoder(), Table()
    for fields in heads:
        block = encoder.encode(fields)
        assert table.decode(block) == ([(name.encode(), value.encode()) for name, value in fields], len(block))


@given(blocks, st.integers(0, 5))
def test_a_table_whose_beginning_is_missing_is_never_wrong(heads: list[list[tuple[str, str]]], lost: int) -> None:
    encoder, table = Encoder(), Table()
    for number, fields in enumerate(heads):
        block = encoder.encode(fields)
        if number < lost:
            continue
        for (name, value), (given_name, given_value) in zip(fields, table.decode(block)[0], strict=True):
            assert given_name in (name.encode(), b"?")
            assert given_value in (value.encode(), b"?")


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes_are_survived(heads: list[bytes]) -> None:
    table = Table()
    for block in heads:
        assert 0 <= table.decode(block)[1] <= len(block)


def test_the_examples_of_the_standard() -> None:
    """RFC 7541 C.4.1 and C.4.2: Huffman codes, and a reference to what was added."""
    table = Table()
    first = bytes.fromhex("828684418cf1e3c2e5f23a6ba0ab90f4ff")
    authority = (b":authority", b"www.example.com")
    assert table.decode(first)[0] == [(b":method", b"GET"), (b":scheme", b"http"), (b":path", b"/"), authority]
    assert table.decode(bytes.fromhex("828684be5886a8eb10649cbf"))[0][3:] == [
        authority,
        (b"cache-control", b"no-cache"),
    ]


def test_damage_tells_how_far_a_block_was_understood() -> None:
    assert Table().decode(b"\x82\x80\x84") == ([(b":method", b"GET")], 1)
    assert Table().decode(b"\x82\x00\x05ab") == ([(b":method", b"GET")], 1)
    assert Table().decode(b"\x82\x00\x01a\x81\x00") == ([(b":method", b"GET")], 1)  # Huffman code damaged
    assert Table().decode(b"\x82\xff\xff\xff\xff\xff\xff\xff") == ([(b":method", b"GET")], 1)


def test_references_repeat_a_bounded_number_of_bytes() -> None:
    table = Table()
    table.decode(b"\x40\x01a\x7f\xa1\x1e" + b"v" * 4000)
    repeated = sum(len(value) for _ in range(10_000) for _, value in table.decode(b"\xbe\xbe")[0])
    assert 4000 * 10 < repeated <= 4 * REPEATED_BYTES + 20_000 * (REPEATED_RATIO + 1)
    fields, _ = table.decode(b"\xbe" * 10_000)
    assert sum(len(value) for _, value in fields) <= REPEATED_BYTES + 10_000 * (REPEATED_RATIO + 1)


def test_a_table_is_remembered_up_to_its_bound() -> None:
    table = Table()
    for _ in range(100):
        table.decode(b"\x40\x01a\x7f\xa1\x1e" + b"v" * 4000)
    assert table._bytes <= TABLE_BYTES


@given(st.binary(max_size=40))
def test_huffman_codes_are_read_as_the_library_reads_them(data: bytes) -> None:
    for text in (data, huffman(data)):
        try:
            expected = decode_huffman(text)
        except HPACKDecodingError:
            expected = None
        assert _plain(text) == expected


def huffman(data: bytes) -> bytes:
    """The Huffman code of bytes, as an encoder writes them."""
    block = Encoder().encode([("x", data)], huffman=True)
    return block[block.index(b"\xf3") + 2 :] if len(data) < 40 and b"\xf3" in block[:4] else b""
