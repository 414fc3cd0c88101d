"""The JSON lines of `kouan audit`: one a transfer, and what was seen of a capture (pure).

Addresses are the innermost ones. Times are RFC 3339 in UTC with nine digits of a second.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from geo.place import Place
from policies.verdict import Classified
from reports.incident import CaptureRecord, JudgedTransfer
from reports.masking import mask_numbers

EPOCH: Final = datetime(1970, 1, 1)  # UTC; without a zone, so that its text has none
NS_PER_SECOND: Final = 1_000_000_000
REMEMBERED: Final = 1024
"""Places and seconds whose text is remembered: many transfers share few."""

Line = dict[str, Any]


def rfc3339(time_ns: int) -> str:
    """The time in UTC with nanoseconds, like `2026-11-22T08:00:00.123456789Z` (RFC 3339 5.6).

    Args:
        time_ns: since 1970; any signed 64-bit number.
    """
    seconds, fraction = divmod(time_ns, NS_PER_SECOND)
    return f"{_second(seconds)}.{fraction:09d}Z"


@lru_cache(REMEMBERED)
def _second(seconds: int) -> str:
    return (EPOCH + timedelta(seconds=seconds)).isoformat()


def transfer_line(judged: JudgedTransfer) -> Line:
    """The line of one judged transfer."""
    return _facts(judged) | _judgement(judged)


def _facts(judged: JudgedTransfer) -> Line:
    transfer = judged.transfer
    return {
        "capture": judged.evidence.capture,
        "protocol": transfer.protocol,
        "sender": transfer.sender,
        "sender_port": transfer.sender_port,
        "receiver": transfer.receiver,
        "receiver_port": transfer.receiver_port,
        "client": transfer.client,
        "server": transfer.server,
        "first": rfc3339(transfer.first_ns),
        "last": rfc3339(transfer.last_ns),
        "bytes": transfer.bytes,
        "sender_place": place_line(transfer.sender_place),
        "receiver_place": place_line(transfer.receiver_place),
        "tunnel": transfer.tunnel,
    }


def _judgement(judged: JudgedTransfer) -> Line:
    transfer, verdict = judged.transfer, judged.verdict
    return {
        "verdict": verdict.outcome,
        "rules": list(verdict.rules),
        "severity": verdict.severity,
        "reasons": list(verdict.reasons),
        "basis": list(verdict.basis),
        "lawful_path": verdict.lawful_path,
        "inspected": transfer.inspected,
        "opaque_bytes": transfer.opaque_bytes,
        "gaps": transfer.gaps,
        "budget": transfer.budget,
        "names": [mask_numbers(name) for name in transfer.names],
        "findings": [finding_line(finding) for finding in verdict.findings],
        "weak": [finding_line(finding) for finding in verdict.weak],
        "subjects": verdict.subjects,
    }


@lru_cache(REMEMBERED)
def place_line(place: Place) -> Mapping[str, str]:
    """A place, as `sender_place` and `receiver_place` hold it."""
    return {
        "country": place.country,
        "registered": place.registered,
        "jurisdiction": place.jurisdiction.label,
        "confidence": place.confidence,
        "source": place.source,
    }


def finding_line(finding: Classified) -> Line:
    """One entry of `findings` and `weak`."""
    return {
        "detector": finding.detector,
        "class": finding.data_class,
        "count": finding.count,
        "confidence": finding.confidence,
        "samples": list(finding.samples),
        "parts": [mask_numbers(part) for part in finding.parts],
    }


def capture_line(capture: CaptureRecord) -> Line:
    """What was and was not seen of a capture: `decoded` and `unread` add up to `frames`."""
    coverage = capture.coverage
    return {
        "capture": capture.path,
        "fingerprint": capture.fingerprint,
        "sha256": capture.sha256,
        "size": capture.size,
        "first": rfc3339(capture.first_ns),
        "last": rfc3339(capture.last_ns),
        "frames": coverage.frames,
        "decoded": coverage.decoded,
        "unread": dict(coverage.unread),
        "bytes": dict(coverage.bytes),
        "damage": [{"offset": offset, "reason": reason} for offset, reason in coverage.damage],
        "counters": dict(coverage.counters),
    }
