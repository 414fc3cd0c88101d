"""The records of one direction, and how they are found again behind a gap."""

from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.tls.records import Records


def record(data: bytes, kind: int = 23) -> bytes:
    return bytes((kind, 3, 3)) + len(data).to_bytes(2, "big") + data


def fed(stream: bytes, step: int) -> list[tuple[int, bytes, int]]:
    records = Records()
    found = []
    for at in range(0, len(stream), step):
        found += [(one.type, one.body, one.at) for one in records.feed(at, [stream[at : at + step]])]
    return found


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=6), st.integers(1, 50))
def test_records_are_the_same_however_the_bytes_come(bodies: list[bytes], step: int) -> None:
    stream = b"".join(map(record, bodies))
    assert [body for _, body, _ in fed(stream, step)] == bodies
    assert [at for _, _, at in fed(stream, step)] == [stream.index(record(b)) for b in bodies] or len(
        set(bodies)
    ) < len(bodies)


def test_what_is_no_record_ends_them() -> None:
    records = Records()
    assert len(list(records.feed(0, [record(b"a") + b"plain text"]))) == 1
    assert records.is_lost


def test_behind_a_gap_the_next_record_is_found() -> None:
    records = Records()
    stream = b"".join(record(bytes((n,)) * 40) for n in range(5))
    assert len(list(records.feed(0, [stream[:60]]))) == 1
    assert records.gap() == 15
    found = list(records.feed(100, [stream[100:]]))
    assert [one.body[0] for one in found] == [3, 4] or [one.body[0] for one in found] == [3]
    assert found[0].at == 135


@given(st.binary(max_size=200), st.integers(1, 64), st.booleans())
def test_any_bytes_give_records_inside_them(data: bytes, step: int, after_a_gap: bool) -> None:
    records = Records()
    if after_a_gap:
        records.gap()
    for at in range(0, len(data), step):
        for one in records.feed(at, [data[at : at + step]]):
            assert data[one.at : one.at + 5 + len(one.body)] == one.header + one.body
