"""Compressed messages of MongoDB."""

import struct
import zlib
from typing import Any

import pytest

RECORD = "name: 张三7\tid_card: 11010519491231002X\tphone: 13800138007\tcard: 6222021234567890128"


@pytest.mark.parametrize("step", [700, 1 << 20])
@pytest.mark.parametrize(("compressor", "label"), [("snappy", "snappy"), ("zlib", "deflate"), ("zstd", "zstd")])
def test_what_a_real_client_compressed_is_read(
    recorded: Any, unwrapped: Any, compressor: str, label: str, step: int
) -> None:
    client, server = recorded(f"mongodb/{compressor}-client"), recorded(f"mongodb/{compressor}-server")
    for sent, received in ((client, b""), (b"", server)):
        found = unwrapped(sent, received, step=step)
        assert RECORD.encode() in found[f"mongodb.message > {label} > mongodb.document"]
        assert b"inner text 39" in found[f"mongodb.message > {label} > mongodb.document > gzip"]


def test_what_is_compressed_and_no_document_is_read_as_it_is(unwrapped: Any) -> None:
    body = zlib.compress(b"\0\0\0\0\7plain text instead")
    message = struct.pack("<iiiiiiB", 25 + len(body), 1, 0, 2012, 2013, 99, 2) + body
    assert unwrapped(message)["mongodb.message > deflate > raw"].endswith(b"plain text instead")
