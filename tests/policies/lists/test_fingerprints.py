"""What of a text is remembered so that a passage of it is known again."""

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from policies.lists.fingerprints import GRAM_BYTES, WINDOW, fingerprints, normal_text

KEY = bytes(range(16))


def of(text: bytes) -> set[int]:
    return set(fingerprints(normal_text(np.frombuffer(text, np.uint8)), KEY).tolist())


def words(seed: int, count: int) -> bytes:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("etaoinshrdlu", k=rng.randint(2, 9))) for _ in range(count)).encode()


def test_space_case_and_punctuation_do_not_matter() -> None:
    assert of(b"The Board, in its 3rd meeting - held here, resolved thus." * 3) == of(
        b"theboardinits3rdmeetingheldhereresolvedthus" * 3
    )


def test_every_long_passage_has_a_fingerprint_of_the_whole() -> None:
    text = normal_text(np.frombuffer(words(1, 400), np.uint8))
    whole = set(fingerprints(text, KEY).tolist())
    least = GRAM_BYTES + WINDOW - 1
    for start in range(0, len(text) - least, 37):
        assert whole & set(fingerprints(text[start : start + least], KEY).tolist())


def test_other_texts_have_no_fingerprint_in_common() -> None:
    assert not of(words(1, 2000)) & of(words(2, 2000))


def test_about_one_in_sixteen_bytes_is_a_fingerprint() -> None:
    text = words(3, 5000)
    assert 12 < len(normal_text(np.frombuffer(text, np.uint8))) / len(of(text)) < 21


@given(st.binary(max_size=300))
def test_any_bytes_have_ascending_fingerprints(data: bytes) -> None:
    found = fingerprints(normal_text(np.frombuffer(data, np.uint8)), KEY)
    assert (found[1:] > found[:-1]).all()
