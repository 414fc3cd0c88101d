"""Distinct digests: the compact form says what a dictionary would."""

import hashlib
import random

import pytest

from agent import digests
from agent.digests import Digests, raw


def digest(number: int) -> bytes:
    return hashlib.blake2b(str(number).encode(), digest_size=15).digest() + b"\0"


@pytest.mark.parametrize("seed", range(3))
def test_columns_hold_what_a_dictionary_would(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MOST_RECENT", 16)
    draw = random.Random(seed)
    held, plain, told = Digests(), {}, 0
    for _ in range(2000):
        name, confidence, attached = digest(draw.randrange(300)), draw.choice((0.3, 0.8, 0.95)), draw.random() < 0.1
        told += held.add(name, confidence, attached=attached)
        before = plain.get(name, (0.0, False))
        plain[name] = (max(before[0], confidence), before[1] or attached)
        assert name in held
    assert told == len(held) >= len(plain)
    keys, marks = held.columns()
    whole = raw(keys)
    assert [whole[at : at + 16] for at in range(0, len(whole), 16)] == sorted(plain)
    assert [(abs(mark), mark < 0) for mark in marks.tolist()] == [plain[name] for name in sorted(plain)]
    assert digest(999) not in held


def test_nothing_is_an_empty_column() -> None:
    keys, marks = Digests().columns()
    assert len(keys) == len(marks) == 0
