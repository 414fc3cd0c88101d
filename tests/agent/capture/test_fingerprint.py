"""A capture's fingerprint: the same however its bytes arrive, another when a sampled byte or the size differs."""

import random

from agent.capture.fingerprint import Fingerprint

SIZE = (16 << 20) + 200_000


def fingerprint(data: bytes, cuts: list[int]) -> str:
    taken = Fingerprint()
    for low, high in zip([0, *cuts], [*cuts, len(data)], strict=True):
        taken.feed(memoryview(data)[low:high], low)
    return taken.digest(len(data))


def changed(place: int) -> bytes:
    data = bytearray(SIZE)
    data[place] = 1
    return bytes(data)


def test_it_does_not_depend_on_the_pieces() -> None:
    data = random.Random(1).randbytes(SIZE)
    cuts = sorted(random.Random(2).sample(range(SIZE), 40))
    assert fingerprint(data, cuts) == fingerprint(data, [])


def test_sampled_bytes_count() -> None:
    places = (0, (1 << 20) - 1, 16 << 20, (16 << 20) + 65_535)
    assert len({fingerprint(changed(place), []) for place in places} | {fingerprint(bytes(SIZE), [])}) == 5


def test_the_size_counts() -> None:
    assert fingerprint(bytes(SIZE), []) != fingerprint(bytes(SIZE + 1), [])


def test_bytes_between_samples_do_not_count() -> None:
    assert fingerprint(changed(2 << 20), []) == fingerprint(bytes(SIZE), [])
