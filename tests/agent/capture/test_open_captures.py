"""Captures nobody here made read as two other readers say, where they are at hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CAPTURES = Path(__file__).resolve().parents[4] / "shared" / "captures"
Make = Callable[..., Any]

SHORTER_ON_THE_WIRE = "tcpdump__icmp-icmp_print-oobr-2.pcap"
"""One of its records says it was shorter on the wire than captured; `Frames.wire` is at least `captured`."""


def truths() -> list[dict[str, Any]]:
    listed = CAPTURES / "truth.jsonl"
    return [json.loads(line) for line in listed.read_text("utf-8").splitlines()] if listed.exists() else []


def nanoseconds(text: str) -> int:
    seconds, _, rest = text.partition(".")
    return int(seconds) * 10**9 + int(rest)


@pytest.mark.skipif(not CAPTURES.exists(), reason="the open captures are not beside the checkout")
def test_open_captures_read_like_the_reference(read_file: Make) -> None:
    differing = []
    for truth in truths():
        reading = read_file(CAPTURES / truth["file"], 100_000)
        frames, raw = reading.frames, truth["raw_reader"]
        wire = sum(frame.wire for frame in frames)
        exact = (
            len(frames) == raw["frames"]
            and sum(len(frame.data) for frame in frames) == raw["cap_bytes"]
            and (wire == raw["wire_bytes"] or truth["file"].endswith(SHORTER_ON_THE_WIRE))
            and truth["frames"] in (0, len(frames))
            and (not truth["frames"] or frames[0].time_ns == nanoseconds(truth["first_ts"]))
            and (bool(reading.capture.damage) == any("cut short" in error for error in truth["tshark_err"]))
        )
        if not exact:
            differing.append(truth["file"])
    assert differing == []
