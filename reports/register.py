"""The register of incidents as CSV (RFC 4180), safe to open in a spreadsheet (pure)."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from reports import labels
from reports.grounds import reasons
from reports.lines import rfc3339
from reports.recorded import Case
from reports.snapshot import Snapshot
from reports.wording import Wording

BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Spreadsheets take a file without it for the system's old code page."""

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that a spreadsheet would calculate (OWASP, CSV injection)."""

COLUMNS: Final = (
    "id", "severity", "state", "state_zh", "rule", "rule_zh", "rule_en", "sender", "recipient", "countries", "day",
    "first", "last", "transfers", "bytes", "opaque_bytes", "subjects_at_least", "classes", "detectors", "samples",
    "reasons", "basis", "policy_hash", "predecessor", "stands", "reviewed_by", "review_reason",
)  # fmt: skip


def export_csv(snapshot: Snapshot) -> str:
    """One line an incident under a line of names; no cell begins like a formula."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    wordings = snapshot.wordings()
    for case in snapshot.cases:
        wording = wordings.get(case.incident.policy_hash, snapshot.wording)
        writer.writerow([plain_cell(str(cell)) for cell in _cells(case, wording)])
    return text.getvalue()


def plain_cell(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) or cell.startswith(FORMULA) else cell


def _cells(case: Case, wording: Wording) -> Iterator[object]:
    one = case.incident
    rule = wording.title("rules", one.rule)
    yield from (one.id, one.severity, one.state, labels.label(labels.STATE, one.state).zh, one.rule, rule.zh, rule.en)
    yield from (one.sender, one.recipient, " ".join(one.countries), one.day)
    yield from (rfc3339(one.first_ns), rfc3339(one.last_ns), one.transfers, one.bytes, one.opaque_bytes, one.subjects)
    yield " ".join(one.classes)
    yield " ".join(dict.fromkeys(finding.detector for finding in case.findings))
    yield " ".join(sample for finding in case.findings for sample in finding.samples)
    yield " ".join(reason.zh for reason in reasons(case))
    yield " ".join(dict.fromkeys(basis for found in case.transfers for basis in found.judged.verdict.basis))
    yield from (one.policy_hash, one.predecessor or "", "yes" if one.stands else "no")
    last = case.history[-1] if case.history else None
    yield from (last.reviewer, last.reason) if last else ("", "")
