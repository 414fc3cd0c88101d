"""Headers of 7z archives."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.seven_zip.header import Damaged, header


def test_files_without_streams_are_named() -> None:
    names = b"\0" + "a\0b\0".encode("utf-16-le")
    found = header(b"\x01\x05\x02\x0e\x01\xc0\x11" + bytes([len(names)]) + names + b"\0\0")
    assert (found.names, found.empty) == (["a", "b"], [True, True])


@pytest.mark.parametrize("data", [b"", b"\x02", b"\x01", b"\x01\x09", b"\x01\x05\xff\xff\xff\xff\xff\xff\xff\xff\xff"])
def test_what_makes_no_sense_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        header(data)


@given(
    st.lists(
        st.sampled_from([b"\1", b"\4", b"\5", b"\6", b"\7", b"\x08", b"\x0b", b"\0", b"\x17"]) | st.binary(max_size=4)
    )
)
def test_any_bytes_are_a_header_or_damaged(tokens: list[bytes]) -> None:
    for first in (b"\1", b"\x17", b""):
        with contextlib.suppress(Damaged):
            header(first + b"".join(tokens))
