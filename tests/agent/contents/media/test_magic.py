"""Pictures, sound and films by their magic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.media.magic import SNIFF_BYTES, UNREADABLE, unreadable_type


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"....ftypisom", ""),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"BM" + bytes(12) + b"\x28\0\0\0", "image/bmp"),
        (b"BM, a text in two lines\n", ""),
        (b"fLaC\0\0\0\x22", "audio/flac"),
        (b"name,phone\n", ""),
        (b"", ""),
    ],
)
def test_the_magic_decides(head: bytes, name: str) -> None:
    assert unreadable_type(head) == name


def test_every_magic_lies_in_the_bytes_that_are_looked_at_and_under_its_first_byte() -> None:
    for first, magics in UNREADABLE.items():
        for offset, magic, _ in magics:
            assert offset + len(magic) <= SNIFF_BYTES
            assert offset or magic[0] == first


@given(head=st.binary(max_size=40))
def test_no_bytes_are_an_error(head: bytes) -> None:
    assert isinstance(unreadable_type(head), str)
