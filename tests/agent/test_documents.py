"""The readable parts of one file, read as the wire is."""

import gzip
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from agent.documents import readable_parts


def test_a_plain_text_is_its_own_part() -> None:
    assert readable_parts(b"the board resolved") == ([b"the board resolved"], [])


def test_a_file_in_a_compressed_archive_is_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "the board resolved " * 500)
    texts, _ = readable_parts(gzip.compress(packed.getvalue()))
    assert b"the board resolved " * 500 in texts


@given(st.binary(max_size=500))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    texts, reasons = readable_parts(data)
    assert all(isinstance(text, bytes) for text in texts)
    assert all(isinstance(reason, str) for reason in reasons)
