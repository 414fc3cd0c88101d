"""Keyed digests."""

from hypothesis import given
from hypothesis import strategies as st

from policies.digest import DIGEST_BYTES, digest, key_id


@given(st.binary(), st.binary(min_size=1, max_size=64))
def test_equal_values_have_equal_digests_under_one_key_only(value: bytes, key: bytes) -> None:
    assert digest(key, value) == digest(key, value)
    assert len(digest(key, value)) == DIGEST_BYTES
    other = bytes((key[0] ^ 1,)) + key[1:]
    assert digest(key, value) != digest(other, value)


def test_the_id_of_a_key_does_not_contain_it_and_tells_keys_apart() -> None:
    assert key_id(b"one key") != key_id(b"another key")
    assert b"one key".hex() not in key_id(b"one key")
    assert len(key_id(b"one key")) == 16
