"""Runs of messages, and where messages begin."""

import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.postgres.messages import SERVER, begins, payload, run

bodies = st.lists(st.one_of(st.binary(max_size=30), st.just(b"D\0\0\0\5D\0\0\0\6\0\1")), min_size=1, max_size=60)


def message(body: bytes, kind: bytes = b"D") -> bytes:
    return kind + struct.pack(">I", len(body) + 4) + body


@given(bodies, st.binary(max_size=20), st.integers(0, 400))
def test_a_run_goes_as_far_as_its_messages_are_complete(parts: list[bytes], behind: bytes, cut: int) -> None:
    messages = [message(body) for body in parts]
    ends = np.cumsum([0, *map(len, messages)])
    data = b"".join(messages) + b"Z" + behind
    data = data[: max(cut, len(messages[0]))]
    edges = run(data, 0, 48 << 10)
    assert edges.tolist() == ends[ends <= len(data)].tolist()
    assert payload(data, edges) == b"".join(parts[: len(edges) - 1])


def test_a_message_that_is_too_long_ends_a_run() -> None:
    data = message(b"x") * 30 + message(bytes(50_000)) + message(b"y")
    assert run(data, 0, 48 << 10)[-1] == 30 * 6


def test_three_messages_in_a_row_begin() -> None:
    assert begins(message(b"12") * 3, 0, SERVER) is True
    assert begins(message(b"12") * 2, 0, SERVER) is None
    assert begins(message(b"12") * 2 + b"x", 0, SERVER) is False
