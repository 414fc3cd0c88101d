"""What an audit found, as a short table for people."""

import heapq
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from agent.cli.table import aligned
from agent.pipeline import Batch
from reports.identity import SEVERITIES
from reports.incident import CaptureRecord, JudgedTransfer
from reports.masking import mask_numbers

MOST_LINES = 30
OUTCOMES = ("incident", "authorised", "opaque")
UNREAD_BYTES = ("opaque", "gap", "over_budget")


class AuditTable:
    """One capture: its transfers that are not clear, the worst first, and what was not seen."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._counts: Counter[str] = Counter()
        self._worst: list[tuple[tuple[int, int, int], JudgedTransfer]] = []

    def add(self, batch: Batch) -> None:
        """Take the next transfers; of all of them only the lines that will be shown are kept."""
        for judged in batch.transfers:
            if judged.verdict.outcome in OUTCOMES:
                self._counts[judged.verdict.outcome] += 1
                line = (_weight(judged, -self._counts.total()), judged)
                (heapq.heappush if len(self._worst) < MOST_LINES else heapq.heappushpop)(self._worst, line)
        self._counts["clear"] += sum(total.transfers for total in batch.totals)

    def show(self, capture: CaptureRecord) -> None:
        """Print the table."""
        counts = self._counts
        click.echo(
            f"{mask_numbers(capture.path)}: {capture.coverage.frames} frames, "
            f"{counts['incident']} transfers with incidents, {counts['authorised']} authorised, "
            f"{counts['opaque']} opaque, {counts['clear']} clear"
        )
        rows = [_row(judged) for _, judged in sorted(self._worst, key=lambda line: line[0], reverse=True)]
        if rows:
            heading = ("verdict", "severity", "sender", "receiver", "place", "bytes", "found")
            for text in aligned([heading, *rows]):
                click.echo(f"  {text}")
        more = sum(counts[outcome] for outcome in OUTCOMES) - len(rows)
        if more:
            click.echo(f"  … and {more} more: --json prints all")
        _show_unseen(capture)


def print_capture(batches: Iterable[Batch]) -> None:
    """Audit one capture and print its table."""
    table = AuditTable()
    for batch in batches:
        table.add(batch)
        if batch.last:
            table.show(batch.capture)


def _show_unseen(capture: CaptureRecord) -> None:
    coverage = capture.coverage
    unseen = dict(coverage.unread)
    unseen |= {f"{name} bytes": coverage.bytes.get(name, 0) for name in UNREAD_BYTES}
    missed = ", ".join(f"{reason} {count}" for reason, count in unseen.items() if count)
    if missed:
        click.echo(f"  not seen: {missed}")


def _weight(judged: JudgedTransfer, order: int) -> tuple[int, int, int]:
    """The worst is the greatest; of equals the first."""
    return -OUTCOMES.index(judged.verdict.outcome), SEVERITIES.index(judged.verdict.severity), order


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


def show_next_steps(database: Path) -> None:
    """Where to go on from here."""
    click.echo(f"recorded in {database}; see it with: kouan report --db {database} --out report.html")
