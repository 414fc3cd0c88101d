"""Values to rows and back (pure); lists and mappings are JSON text in their column."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

from geo.place import Jurisdiction, Place
from policies.finding import kind_of
from policies.transfer import Transfer
from policies.verdict import Classified, Verdict
from reports.incident import CaptureRecord, ClearTotal, Coverage, Evidence, JudgedTransfer, RunRecord
from reports.masking import mask_numbers
from reports.review import Review

Row = dict[str, Any]
DIGEST_BYTES = 16
REMEMBERED = 1024
"""Places and tuples of texts whose JSON is remembered: the same few come again and again."""


_encoded: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def storable(text: str) -> str:
    """The text with lone surrogates spelled out: a path is bytes, and not every byte is UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def json_text(value: object) -> str:
    """The value as the record keeps it."""
    # Half the bytes of escapes in a Chinese text; what `storable` spells out is an escape of JSON, too.
    return storable(_encoded(value))


@lru_cache(REMEMBERED)
def _remembered(values: tuple[object, ...]) -> str:
    return json_text(values)


@lru_cache(REMEMBERED)
def _masked(texts: tuple[str, ...]) -> str:
    return json_text([mask_numbers(text) for text in texts])


def policy_row(run: RunRecord) -> Row:
    """The row of `policies`."""
    return {"hash": run.policy_hash, "name": run.policy_name, "law_as_of": run.law_as_of, "wording": run.policy_json}


def run_row(run: RunRecord) -> Row:
    """The row of `runs`, without its id."""
    return {
        "started_ns": run.started_ns,
        "finished_ns": None,
        "version": run.version,
        "sensor": storable(run.sensor),
        "policy_hash": run.policy_hash,
        "geo_sources": json_text(run.geo_sources),
        "geo_attribution": json_text(run.geo_attribution),
        "key_id": run.key_id,
    }


def run_of(row: Mapping[str, Any]) -> RunRecord:
    """The run of a row of `runs` joined with `policies`."""
    return RunRecord(
        started_ns=row["started_ns"],
        version=row["version"],
        sensor=row["sensor"],
        policy_name=row["name"],
        policy_hash=row["policy_hash"],
        law_as_of=row["law_as_of"],
        geo_sources=tuple(json.loads(row["geo_sources"])),
        geo_attribution=tuple(json.loads(row["geo_attribution"])),
        key_id=row["key_id"],
        policy_json=row["wording"],
    )


def capture_row(run_id: int, capture: CaptureRecord, *, complete: bool) -> Row:
    """The row of `captures`."""
    return {
        "fingerprint": capture.fingerprint,
        "path": storable(capture.path),
        "size": capture.size,
        "first_ns": capture.first_ns,
        "last_ns": capture.last_ns,
        "sha256": capture.sha256,
        "complete": int(complete),
        "run_id": run_id,
    }


def coverage_row(fingerprint: str, coverage: Coverage) -> Row:
    """The row of `coverage`."""
    return {
        "capture": fingerprint,
        "frames": coverage.frames,
        "decoded": coverage.decoded,
        "unread": json_text(dict(coverage.unread)),
        "bytes": json_text(dict(coverage.bytes)),
        "damage": json_text(coverage.damage),
        "counters": json_text(dict(coverage.counters)),
    }


def capture_of(row: Mapping[str, Any]) -> CaptureRecord:
    """The capture of a row of `captures` joined with `coverage`."""
    coverage = Coverage(
        frames=row["frames"],
        decoded=row["decoded"],
        unread=json.loads(row["unread"]),
        bytes=json.loads(row["bytes"]),
        damage=tuple((offset, reason) for offset, reason in json.loads(row["damage"])),
        counters=json.loads(row["counters"]),
    )
    return CaptureRecord(
        row["fingerprint"], row["path"], row["size"], row["first_ns"], row["last_ns"], coverage, row["sha256"]
    )


@lru_cache(REMEMBERED)
def _place_json(place: Place) -> str:
    return json_text({**asdict(place), "jurisdiction": int(place.jurisdiction)})


def place_of(text: str) -> Place:
    """The place of a JSON column."""
    fields = json.loads(text)
    return Place(**{**fields, "jurisdiction": Jurisdiction(fields["jurisdiction"])})


def transfer_row(run_id: int, fingerprint: str, judged: JudgedTransfer) -> Row:
    """The row of `transfers`."""
    transfer = judged.transfer
    return {
        "key": judged.key,
        "capture": fingerprint,
        "run_id": run_id,
        "protocol": transfer.protocol,
        "sender": transfer.sender,
        "sender_port": transfer.sender_port,
        "receiver": transfer.receiver,
        "receiver_port": transfer.receiver_port,
        "client": transfer.client,
        "server": transfer.server,
        "first_ns": transfer.first_ns,
        "last_ns": transfer.last_ns,
        "bytes": transfer.bytes,
        "inspected": int(transfer.inspected),
        "opaque_bytes": transfer.opaque_bytes,
        "gaps": transfer.gaps,
        "budget": storable(transfer.budget),
        "names": _masked(transfer.names),
        "tunnel": storable(transfer.tunnel),
        "sender_country": transfer.sender_place.country,
        "sender_place": _place_json(transfer.sender_place),
        "receiver_country": transfer.receiver_place.country,
        "receiver_place": _place_json(transfer.receiver_place),
    }


def judgement_row(run_id: int, policy_hash: str, judged: JudgedTransfer) -> Row:
    """The row of `judgements`."""
    verdict = judged.verdict
    return {
        "transfer": judged.key,
        "policy_hash": policy_hash,
        "run_id": run_id,
        "outcome": verdict.outcome,
        "rules": _remembered(verdict.rules),
        "severity": verdict.severity,
        "reasons": _remembered(verdict.reasons),
        "basis": _remembered(verdict.basis),
        "lawful_path": verdict.lawful_path,
        "subjects": verdict.subjects,
        "asset": verdict.asset,
        "recipient": storable(verdict.recipient),
        "day": verdict.day,
    }


def finding_rows(run_id: int, policy_hash: str, key_id: str, judged: JudgedTransfer) -> Iterator[Row]:
    """The rows of `findings`: digests stand behind each other, sorted, 16 bytes each."""
    verdict = judged.verdict
    if not verdict.findings and not verdict.weak:
        return
    # Values a detector is sure of and those it is not are tallies apart, told by their confidence.
    unsure = {finding.detector: finding.confidence for finding in verdict.weak}
    for weak, classified in enumerate((verdict.findings, verdict.weak)):
        for finding in classified:
            yield {
                "transfer": judged.key,
                "policy_hash": policy_hash,
                "detector": finding.detector,
                "class": finding.data_class,
                "weak": weak,
                "run_id": run_id,
                "count": finding.count,
                "confidence": finding.confidence,
                "samples": _remembered(finding.samples),
                "parts": _masked(finding.parts),
                "key_id": key_id,
                "digests": _digests(judged, finding, unsure, weak=bool(weak)),
            }


def _digests(judged: JudgedTransfer, finding: Classified, unsure: Mapping[str, float], *, weak: bool) -> bytes:
    most = unsure.get(finding.detector, -1.0)
    tallies = [tally for tally in judged.transfer.findings if kind_of(tally.detector) == finding.detector]
    held = (tally.digests for tally in tallies if (tally.confidence <= most) == weak)
    return b"".join(sorted(frozenset[bytes]().union(*held)))


@lru_cache(REMEMBERED)
def _offsets(offsets: tuple[tuple[str, str, int, int], ...]) -> str:
    return json_text([[detector, mask_numbers(part), *span] for detector, part, *span in offsets])


def evidence_row(judged: JudgedTransfer) -> Row:
    """The row of `evidence`."""
    evidence = judged.evidence
    return {
        "transfer": judged.key,
        "frames": _remembered(evidence.frames),
        "first_frame": evidence.first_frame,
        "last_frame": evidence.last_frame,
        "offsets": _offsets(evidence.offsets),
        "community_id": evidence.community_id,
        "sha256": evidence.sha256,
    }


def total_row(run_id: int, fingerprint: str, total: ClearTotal) -> Row:
    """The row of `totals`."""
    return {
        "capture": fingerprint,
        "run_id": run_id,
        "sender_network": total.sender_network,
        "recipient_network": total.recipient_network,
        "recipient_country": total.recipient_country,
        "protocol": total.protocol,
        "hour": total.hour,
        "transfers": total.transfers,
        "bytes": total.bytes,
    }


def finding_of(row: Mapping[str, Any]) -> Classified:
    """The finding of a row of `findings`."""
    return Classified(
        row["detector"],
        row["class"],
        row["count"],
        row["confidence"],
        tuple(json.loads(row["samples"])),
        tuple(json.loads(row["parts"])),
    )


def judged_of(row: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> JudgedTransfer:
    """The judged transfer of a row of transfers, judgements, evidence and captures joined."""
    found = tuple(findings)
    return JudgedTransfer(row["key"], transfer_of(row), verdict_of(row, found), _evidence_of(row))


def transfer_of(row: Mapping[str, Any]) -> Transfer:
    """The transfer of a row of `transfers`, without its findings."""
    plain = (
        "protocol", "sender", "sender_port", "receiver", "receiver_port", "client", "server", "first_ns", "last_ns",
        "bytes", "opaque_bytes", "gaps", "budget", "tunnel",
    )  # fmt: skip
    return Transfer(
        **{name: row[name] for name in plain},
        sender_place=place_of(row["sender_place"]),
        receiver_place=place_of(row["receiver_place"]),
        inspected=bool(row["inspected"]),
        names=tuple(json.loads(row["names"])),
    )


def verdict_of(row: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> Verdict:
    """The verdict of a row of `judgements` and its rows of `findings`."""
    return Verdict(
        outcome=row["outcome"],
        rules=tuple(json.loads(row["rules"])),
        severity=row["severity"],
        reasons=tuple(json.loads(row["reasons"])),
        basis=tuple(json.loads(row["basis"])),
        lawful_path=row["lawful_path"],
        findings=tuple(finding_of(one) for one in found if not one["weak"]),
        weak=tuple(finding_of(one) for one in found if one["weak"]),
        subjects=row["subjects"],
        asset=row["asset"],
        recipient=row["recipient"],
        day=row["day"],
    )


def _evidence_of(row: Mapping[str, Any]) -> Evidence:
    return Evidence(
        fingerprint=row["capture"],
        capture=row["path"],
        frames=tuple(json.loads(row["frames"])),
        first_frame=row["first_frame"],
        last_frame=row["last_frame"],
        offsets=tuple((detector, part, start, end) for detector, part, start, end in json.loads(row["offsets"])),
        community_id=row["community_id"],
        sha256=row["sha256"],
    )


def review_row(step: Review) -> Row:
    """The row of `reviews`, without its id."""
    return {**asdict(step), "reason": storable(step.reason), "reviewer": storable(step.reviewer)}


def words_of(text: str) -> tuple[str, ...]:
    """The strings of a JSON column."""
    return tuple(json.loads(text))
