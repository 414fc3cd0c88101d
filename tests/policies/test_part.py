"""What runs repeat."""

from hypothesis import given
from hypothesis import strategies as st

from policies.part import TAIL, tail_of


@given(st.lists(st.binary(max_size=400), min_size=1, max_size=8))
def test_the_tail_of_a_run_is_its_last_bytes_however_it_is_cut(pieces: list[bytes]) -> None:
    assert tail_of([memoryview(piece) for piece in pieces]) == b"".join(pieces)[-TAIL:]
