"""What an audit found, as a short table for people."""

from pathlib import Path

import click

from agent.cli.table import aligned
from agent.pipeline import Audited
from reports.incident import JudgedTransfer
from reports.masking import mask_numbers

MOST_LINES = 30
OUTCOMES = ("incident", "authorised", "opaque")


def print_capture(audited: Audited) -> None:
    """One capture: its transfers that are not clear, the worst first, and what was not seen."""
    capture = audited.capture
    coverage = capture.coverage
    counts = {outcome: sum(j.verdict.outcome == outcome for j in audited.transfers) for outcome in OUTCOMES}
    clear = sum(total.transfers for total in audited.totals)
    click.echo(
        f"{capture.path}: {coverage.frames} frames, {counts['incident']} transfers with incidents, "
        f"{counts['authorised']} authorised, {counts['opaque']} opaque, {clear} clear"
    )
    shown = sorted(audited.transfers, key=_rank)
    rows = [_row(judged) for judged in shown if judged.verdict.outcome != "clear"]
    if rows:
        for line in aligned(
            [("verdict", "severity", "sender", "receiver", "place", "bytes", "found"), *rows[:MOST_LINES]]
        ):
            click.echo(f"  {line}")
    if len(rows) > MOST_LINES:
        click.echo(f"  … and {len(rows) - MOST_LINES} more: --json prints all")
    unread = {
        **coverage.unread,
        **{f"{name} bytes": coverage.bytes.get(name, 0) for name in ("opaque", "gap", "over_budget")},
    }
    missed = ", ".join(f"{reason} {count}" for reason, count in unread.items() if count)
    if missed:
        click.echo(f"  not seen: {missed}")


def _rank(judged: JudgedTransfer) -> tuple[int, int]:
    severities = ("critical", "high", "medium", "low", "")
    return OUTCOMES.index(judged.verdict.outcome) if judged.verdict.outcome in OUTCOMES else 9, severities.index(
        judged.verdict.severity
    )


def _row(judged: JudgedTransfer) -> tuple[str, ...]:
    transfer, verdict = judged.transfer, judged.verdict
    found = ", ".join(f"{finding.detector} {finding.count}" for finding in verdict.findings)
    if transfer.opaque_bytes and not found:
        found = f"{transfer.opaque_bytes} opaque bytes"
    name = f" ({mask_numbers(transfer.names[0])})" if transfer.names else ""
    place = transfer.receiver_place
    return (
        verdict.outcome,
        verdict.severity or "-",
        f"{transfer.sender}:{transfer.sender_port}",
        f"{transfer.receiver}:{transfer.receiver_port}{name}",
        place.country or place.jurisdiction.label,
        str(transfer.bytes),
        found or "-",
    )


def print_captures(database: Path) -> None:
    """Where to go on from here."""
    click.echo(f"recorded in {database}; see it with: kouan report --db {database} --out report.html")
