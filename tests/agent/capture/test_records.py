"""Gathering headers, and joining stretches of records."""

import numpy as np

from agent.capture.records import joined, rows


def test_headers_are_gathered_at_any_offset() -> None:
    buffer = np.arange(32, dtype=np.uint8)
    at = np.array([0, 1, 24], np.int64)
    assert rows(buffer, at, 8, ">").tolist() == [
        [0x00010203, 0x04050607],
        [0x01020304, 0x05060708],
        [0x18191A1B, 0x1C1D1E1F],
    ]
    assert rows(buffer, at[:1], 4, "<").tolist() == [[0x03020100]]


def test_no_offset_gathers_no_header() -> None:
    assert rows(np.zeros(40, np.uint8), np.zeros(0, np.int64), 28, "<").shape == (0, 7)


def test_no_stretch_joins_to_no_record() -> None:
    records = joined([], 12)
    assert (len(records.start), records.link.dtype, records.consumed) == (0, np.uint16, 12)
