"""Rows on their way: bounds are checked once, reasons are few, layers get what is theirs."""

from collections.abc import Callable

import numpy as np
import pytest

from agent.decode.rows import MOST_REASONS, Layer, Reasons, Rows, Work, begin, joined


@pytest.fixture
def waiting(as_frames: Callable) -> tuple[Work, Rows]:
    return begin(as_frames([b"abcd", b"ef", b"", b"ghijkl"], wire=[9, 2, 0, 6]))


def test_a_chunk_begins_with_every_frame_at_its_first_byte(waiting: tuple[Work, Rows]) -> None:
    work, rows = waiting
    assert rows.at.tolist() == [0, 4, 6, 6]
    assert (rows.end - rows.at).tolist() == [4, 2, 0, 6]
    assert (rows.wire_end - rows.at).tolist() == [9, 2, 0, 6]
    assert not work.reason.any()


def test_a_header_that_was_not_captured_whole_is_given_up(waiting: tuple[Work, Rows]) -> None:
    work, rows = waiting
    assert work.whole(rows, 3, "truncated_test").frame.tolist() == [0, 3]
    assert len(set(work.reason.tolist())) == 2
    assert (work.reason > 0).tolist() == [False, True, True, False]


def test_headers_are_gathered_field_by_field(waiting: tuple[Work, Rows]) -> None:
    work, rows = waiting
    header = work.headers(rows.where(rows.room(4)), np.dtype([("first", "S1"), ("rest", "S3")]))
    assert header["rest"].tolist() == [b"bcd", b"hij"]


def test_rows_are_dispatched_to_their_own_layer(waiting: tuple[Work, Rows]) -> None:
    work, rows = waiting
    work.dispatch(np.array([Layer.IPV4, Layer.NONE, Layer.IPV6, Layer.IPV4], np.uint8), rows)
    assert {layer: joined(sets).frame.tolist() for layer, sets in work.waiting.items()} == {
        Layer.IPV4: [0, 3],
        Layer.IPV6: [2],
    }


def test_a_packet_claims_at_least_what_was_captured(waiting: tuple[Work, Rows]) -> None:
    work, rows = waiting
    work.emit(rows.skip(5), None)
    *_, captured, claimed, _, _, _ = work.transports[0]
    assert captured.tolist() == [0, 0, 0, 1]
    assert claimed.tolist() == [4, 0, 0, 1]


def test_joined_rows_are_all_rows(waiting: tuple[Work, Rows]) -> None:
    _, rows = waiting
    both = joined([rows, rows.skip(1)])
    assert both.at.tolist() == [0, 4, 6, 6, 1, 5, 7, 7]


def test_a_hostile_capture_cannot_make_reasons_without_end() -> None:
    reasons = Reasons()
    codes = {reasons.code(f"reason {number}") for number in range(MOST_REASONS * 2)}
    assert len(codes) <= MOST_REASONS + 1
    assert reasons.names[reasons.code("one more")] == "other"
