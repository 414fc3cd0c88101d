"""The files of lists: what is written is read again, and anything else is refused."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lists.documents import make_documents
from policies.lists.exact import make_exact
from policies.lists.files import Unusable, read_documents, read_exact, write_documents, write_exact

KEY = bytes(range(16))
EXACT = make_exact([["张三丰", "HT-2026-0001"], ["李四光", "90817263"]], 2, KEY, "0123456789abcdef")[0]
DOCUMENTS = make_documents([("议案.pdf", [b"the board resolved " * 40])], [], KEY, "0123456789abcdef")


def test_a_list_of_values_is_read_as_it_was_written() -> None:
    read = read_exact(write_exact(EXACT))
    assert (read.key_id, read.columns, read.joined) == (EXACT.key_id, 2, True)
    assert (read.word_lengths, read.character_lengths) == (EXACT.word_lengths, EXACT.character_lengths)
    for name in ("hashes", "column", "row"):
        assert np.array_equal(getattr(read, name), getattr(EXACT, name))


def test_documents_are_read_as_they_were_written() -> None:
    read = read_documents(write_documents(DOCUMENTS))
    assert (read.names, read.sizes, read.texts) == (DOCUMENTS.names, DOCUMENTS.sizes, DOCUMENTS.texts)
    assert np.array_equal(read.hashes, DOCUMENTS.hashes)


def test_no_value_is_in_the_file() -> None:
    data = write_exact(EXACT)
    for value in ("张三丰", "ht20260001", "HT-2026-0001", "90817263"):
        assert value.encode() not in data


@pytest.mark.parametrize(
    "data", [b"", b"{}\n", b"[]\n", write_documents(DOCUMENTS), write_exact(EXACT)[:-1], b"\xff" * 90]
)
def test_another_file_is_no_list_of_values(data: bytes) -> None:
    with pytest.raises(Unusable):
        read_exact(data)


def test_hashes_out_of_order_are_refused() -> None:
    data = write_exact(EXACT)
    line, end, rest = data.partition(b"\n")
    with pytest.raises(Unusable, match="order"):
        read_exact(line + end + rest[:32][::-1] + rest[32:])


@given(st.integers(0, 400), st.integers(0, 255), st.sampled_from((EXACT, DOCUMENTS)))
def test_a_changed_byte_is_read_or_refused(at: int, value: int, known: object) -> None:
    whole = write_exact(EXACT) if known is EXACT else write_documents(DOCUMENTS)
    data = bytearray(whole)
    data[at % len(data)] = value
    for read in (read_exact, read_documents):
        with contextlib.suppress(Unusable):
            read(bytes(data))
