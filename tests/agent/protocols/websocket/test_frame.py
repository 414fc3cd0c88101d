"""Frame headers and masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.websocket.frame import Header, header, unmasked


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
def test_a_header_says_how_long_the_payload_is(frame: "object", size: int) -> None:
    data = frame(bytes(size), 0x02, b"abcd")  # type: ignore[operator]
    read = header(data[:14])
    assert isinstance(read, Header)
    assert (read.length, read.size + size, read.mask) == (size, len(data), b"abcd")
    assert (read.opcode, read.is_final, read.is_compressed) == (2, False, False)
    assert all(header(data[:cut]) is None for cut in range(read.size))


@pytest.mark.parametrize(
    "data",
    [b"\x91\x00", b"\x83\x00", b"\x09\x00", b"\xc8\x00", b"\x88\x7e", b"\x81\x7e\x00\x10", b"\x81\x7f" + b"\xff" * 8],
)
def test_what_no_sender_writes_is_no_header(data: bytes) -> None:
    assert header(data) is False


@given(st.binary(max_size=40), st.binary(min_size=4, max_size=4), st.integers(0, 40))
def test_a_mask_is_taken_off_wherever_the_payload_is_cut(payload: bytes, mask: bytes, cut: int) -> None:
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    assert unmasked(masked[:cut], mask, 0) + unmasked(masked[cut:], mask, cut) == payload
