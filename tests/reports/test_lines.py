"""The JSON lines hold what the command-line contract names."""

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from reports.incident import CaptureRecord, JudgedTransfer
from reports.lines import capture_line, rfc3339, transfer_line

CONTRACT = (
    "capture protocol sender sender_port receiver receiver_port client server first last bytes sender_place"
    " receiver_place verdict rules severity reasons basis lawful_path inspected opaque_bytes gaps budget names"
    " findings weak subjects"
)


def test_a_transfer_line_has_every_field_of_the_contract(judged: Callable[..., JudgedTransfer]) -> None:
    line = transfer_line(judged(1))
    assert set(CONTRACT.split()) <= set(line)
    assert line["receiver_place"] == {
        "country": "SG",
        "registered": "SG",
        "jurisdiction": "outside",
        "confidence": "high",
        "source": "DB-IP Lite 2026-06",
    }
    assert line["findings"] == [
        {
            "detector": "cn.mobile",
            "class": "pi.ordinary",
            "count": 2,
            "confidence": 0.9,
            "samples": ["138****0000"],
            "parts": ["http.request.body"],
        }
    ]


def test_a_transfer_line_is_json_and_holds_no_digest(judged: Callable[..., JudgedTransfer]) -> None:
    one = judged(1, outcome="authorised")
    text = json.dumps(transfer_line(one))
    assert '"lawful_path": "contract-7"' in text
    assert not any(digest.hex() in text for tally in one.transfer.findings for digest in tally.digests)


def test_numbers_in_host_names_are_masked(judged: Callable[..., JudgedTransfer]) -> None:
    assert transfer_line(judged(1, names=("u13900000000.example",)))["names"] == ["u139******00.example"]


def test_times_are_utc_with_nanoseconds() -> None:
    assert rfc3339(0) == "1970-01-01T00:00:00.000000000Z"
    assert rfc3339(1_790_000_000_123_456_789) == "2026-09-21T14:13:20.123456789Z"
    assert rfc3339(-1) == "1969-12-31T23:59:59.999999999Z"


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_time_stamp_has_a_text(time_ns: int) -> None:
    assert len(rfc3339(time_ns)) == len("1970-01-01T00:00:00.000000000Z")


def test_a_capture_line_accounts_for_every_frame(capture: CaptureRecord) -> None:
    line = capture_line(capture)
    assert line["decoded"] + sum(line["unread"].values()) == line["frames"] == 100
    assert line["damage"] == [{"offset": 912, "reason": "record longer than the file"}]
