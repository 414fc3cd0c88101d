"""A key is learnt once, and known from then on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.learned import Learned


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=30), max_size=5))
def test_every_key_keeps_its_number_and_is_learnt_once(batches: list[list[int]]) -> None:
    learned, asked = Learned(), list[int]()
    for batch in batches:
        keys = np.array(batch, np.uint64)

        def learn(row: int, batch: list[int] = batch) -> int:
            asked.append(batch[row])
            return batch[row] % 1000

        assert learned.numbers_of(keys, learn).tolist() == [key % 1000 for key in batch]
    assert len(asked) == len(set(asked)) == len({key for batch in batches for key in batch})
