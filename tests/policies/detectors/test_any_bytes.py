"""Whatever the bytes, a detector claims spans inside what it sees, is never sure of more than everything, and never raises."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.detector import Detector, Sight
from policies.detectors import DETECTORS

WORDS = (
    b"password=", b"eyJhbGciOi.eyJ", b"-----BEGIN PRIVATE KEY-----", b"://a:", b"@b", b"Authorization: Basic ", b"AKIA",
    b"\x01", b"8=FIX.4.2|9=12|35=D|", b"$GPRMC,", b"MSH|^~\\&|", b"\rPID|1||", b"DICM\x02\x00\x00\x00UL\x04\x00",
    b'"resourceType":"Patient"', b"121.4712,31.2231", b"08:00:00,", b"\n", b"\t", b"J45.901",
    "机密★10年".encode(), "诊断：".encode(), "主诉：".encode(), "索引号：".encode(), "审计工作底稿".encode(),
)  # fmt: skip


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.id)
@given(pieces=st.lists(st.one_of(st.binary(max_size=24), st.sampled_from(WORDS)), max_size=24), data=st.data())
def test_spans_lie_inside_the_window(detector: Detector, pieces: list[bytes], data: st.DataObject) -> None:
    window = b"".join(pieces)[:480]
    hit = data.draw(st.integers(0, len(window)))
    for claim in detector.claim(Sight(window, hit, date(2026, 1, 1))):
        assert 0 <= claim.start < claim.end <= len(window)
        assert 0 < claim.confidence <= 1
