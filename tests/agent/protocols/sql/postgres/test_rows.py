"""Fields of rows, one by one and as columns."""

import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.postgres.rows import single, together

values = st.lists(st.one_of(st.none(), st.binary(max_size=9)), min_size=1, max_size=4)


def row(fields: list[bytes | None], damage: bytes = b"") -> bytes:
    body = struct.pack(">H", len(fields)) + damage
    body += b"".join(struct.pack(">i", -1 if one is None else len(one)) + (one or b"") for one in fields)
    return b"D" + struct.pack(">I", len(body) + 4) + body


@given(st.lists(st.tuples(values, st.sampled_from([b"", b"", b"", b"\xff"]), st.integers(1, 30)), max_size=6))
def test_both_ways_give_the_same_fields(groups: list[tuple[list[bytes | None], bytes, int]]) -> None:
    rows = [row(fields, damage) for fields, damage, count in groups for _ in range(count)]
    data, edges = b"".join(rows), np.cumsum([0, *map(len, rows)])
    if not rows:
        return
    one_by_one = {at: fields for at, _, fields in single(data, edges)}
    seen = 0
    for group, fields in together(data, edges):
        seen += len(group) - 1
        if fields is not None:
            columns = [fields.column(data, number) for number in range(fields.begin.shape[1])]
            assert [list(line) for line in zip(*columns, strict=True)] == [one_by_one[at] for at in group[:-1].tolist()]
    assert seen == len(rows)
