"""Methods of 7z."""

import zlib

import pytest

from agent.contents.seven_zip.header import AES, Coder, Folder
from agent.contents.seven_zip.unpack import Unsupported, decompressor


def folder(*methods: bytes, packed: int = 1) -> Folder:
    return Folder([Coder(method, b"", 1) for method in methods], packed, unpacked_bytes=100)


def test_deflate_gives_no_more_than_asked_for() -> None:
    packer = zlib.compressobj(wbits=-15)
    stream = decompressor(folder(b"\4\1\x08"))
    out = stream.decompress(packer.compress(b"text" * 1000) + packer.flush(), 1000)
    assert not stream.needs_input
    while not stream.eof:
        more = stream.decompress(b"", 1000)
        assert len(more) <= 1000
        out += more
    assert out == b"text" * 1000


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        (folder(AES, b"\3\1\1"), "encrypted"),
        (folder(b"\3\3\1\x1b", b"\3\1\1", packed=4), "7z method 0303011b"),
        (folder(b"\0", packed=2), "7z method "),
        (folder(b"\3", b"\0"), "7z filters"),
        (folder(), "7z method "),
    ],
)
def test_other_methods_are_said(of: Folder, reason: str) -> None:
    with pytest.raises(Unsupported, match=reason):
        decompressor(of)
