"""SipHash-2-4 of many short values at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lists.siphash import siphash

KEY = bytes(range(16))


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (0, 0x726FDB47DD0E0E31),
        (1, 0x74F839C593DC67FD),
        (7, 0xAB0200F58B01D137),
        (8, 0x93F5F5799A932462),
        (15, 0xA129CA6149BE45E5),
        (16, 0x3F2ACC7F57C29BDB),
    ],
)
def test_it_gives_the_values_of_the_reference(length: int, expected: int) -> None:
    assert int(siphash(np.arange(length, dtype=np.uint8)[None], KEY)[0]) == expected


@given(st.lists(st.binary(min_size=9, max_size=9), min_size=1, max_size=20))
def test_a_row_has_the_same_hash_among_others_as_alone(rows: list[bytes]) -> None:
    table = np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 9)
    alone = [int(siphash(row[None], KEY)[0]) for row in table]
    assert siphash(table, KEY).tolist() == alone


def test_another_key_gives_another_hash() -> None:
    row = np.zeros((1, 8), np.uint8)
    assert siphash(row, KEY)[0] != siphash(row, bytes(16))[0]


def test_a_key_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="16"):
        siphash(np.zeros((1, 8), np.uint8), b"short")
