"""Elements in the Basic Encoding Rules."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.ber import Malformed, element, elements, message_bytes, strings


def test_elements_are_told_by_their_lengths() -> None:
    assert element(b"\x04\x02ab", 0, 4) == (4, 2, 4)
    assert element(b"\x04\x81\x02ab", 0, 5) == (4, 3, 5)
    assert list(elements(b"\x04\x01a\x02\x01\x07", 0, 6)) == [(4, 2, 3), (2, 5, 6)]
    assert list(strings(b"\x30\x06\x04\x01a\x80\x01b\x02\x01\x07", 0, 11)) == [b"a", b"b"]


@pytest.mark.parametrize("data", [b"", b"\x04", b"\x04\x02a", b"\x04\x80a", b"\x04\x85\0\0\0\0\x01a", b"\x04\x82\x01"])
def test_what_does_not_fit_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        element(data, 0, len(data))


def test_a_message_says_how_long_it_is() -> None:
    assert message_bytes(b"\x30\x05") == 7
    assert message_bytes(b"\x30\x82\x01\x00") == 260
    assert message_bytes(b"\x30\x82\x01") == 0
    assert message_bytes(b"\x04\x05") == -1


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with suppress(Malformed):
        list(strings(data, 0, len(data)))
