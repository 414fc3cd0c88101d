"""`kouan audit`: what left the mainland, to whom, and was it allowed."""

import gc
import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Final, TextIO

import click

from agent.cli.secrets import keylog_option, read_keylogs

if TYPE_CHECKING:
    from agent.cli.session import Session
    from agent.pipeline import Batch

CLEAN, INCIDENTS, USAGE, UNREADABLE = 0, 1, 2, 3
"""Exit statuses; 2 wins over 3 over 1 over 0."""

ENCODED: Final = json.JSONEncoder(ensure_ascii=False).encode


@click.command(epilog="Example: kouan audit trace.pcap --policy securities.yaml --db incidents.db")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--policy", "policies", multiple=True, metavar="F", help="A policy file or a shipped pack.  [default: pipl-general]"
)
@click.option("--db", "database", default="kouan.db", show_default=True, metavar="F|URL", help="The record.")
@click.option("--geo", "databases", multiple=True, metavar="F", help="An .mmdb file or RFC 8805 CSV; may be repeated.")
@keylog_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for every transfer that is not clear.")
@click.option("--all", "every", is_flag=True, help="Clear transfers too, one by one.")
@click.option(
    "--summary",
    type=click.File("w", "utf-8", "backslashreplace"),
    metavar="F",
    help="Write what was and was not seen of each capture, as JSON lines.",
)
@click.option("--sequence", is_flag=True, help="The captures are rotated files of one sensor: read them as one.")
@click.option("--seal", is_flag=True, help="Keep the SHA-256 of each whole capture file.")
def audit(
    sources: tuple[str, ...],
    policies: tuple[str, ...],
    database: str,
    databases: tuple[str, ...],
    keylogs: tuple[str, ...],
    *,
    as_json: bool,
    every: bool,
    summary: TextIO | None,
    sequence: bool,
    seal: bool,
) -> None:
    """Audit captures. SOURCE is a file, a folder, a glob, or - for standard input."""
    gc.disable()  # Starting makes nothing but what stays; the session lets the collector work again.
    from agent.cli.audit_table import show_next_steps
    from agent.cli.session import Session
    from geo.maxmind import DatabaseMissing
    from policies.problems import PolicyInvalid
    from reports.unavailable import StoreUnavailable

    try:
        keys = read_keylogs(keylogs)
        session = Session(policies or ("pipl-general",), database, databases, every=every, keys=keys)
        tell = partial(_tell, as_json=as_json, every=every, summary=summary)
        status = _audit_sequence(session, sources, tell) if sequence else _audit_all(session, sources, tell, seal=seal)
        for line in session.close():
            click.echo(line, err=True)
    except PolicyInvalid as error:
        _end(str(error), USAGE)
    except (DatabaseMissing, StoreUnavailable) as error:
        _end(str(error), UNREADABLE)
    if not as_json:
        show_next_steps(session.path)
    sys.exit(status)


def _end(message: str, status: int) -> None:
    click.echo(message, err=True)
    sys.exit(status)


def _audit_all(
    session: "Session", sources: tuple[str, ...], tell: "Callable[[Iterable[Batch]], int]", *, seal: bool
) -> int:
    """Audit each capture; one that cannot be read never stops the others."""
    from agent.capture.source import CaptureUnreadable, find_captures

    status = CLEAN
    for path in find_captures(sources):
        try:
            status = max(status, tell(session.record(path, seal=seal)))
        except CaptureUnreadable as error:
            click.echo(f"cannot read {error}", err=True)
            status = UNREADABLE
    return status


def _audit_sequence(session: "Session", sources: tuple[str, ...], tell: "Callable[[Iterable[Batch]], int]") -> int:
    """Audit all captures as one."""
    from agent.capture.sequence import CaptureSequence
    from agent.capture.source import find_captures

    captures = CaptureSequence(list(find_captures(sources)))
    status = tell(session.record_sequence(captures))
    for error in captures.unreadable:
        click.echo(f"cannot read {error}", err=True)
    return UNREADABLE if captures.unreadable else status


def _tell(batches: "Iterable[Batch]", *, as_json: bool, every: bool, summary: TextIO | None) -> int:
    """Print what the batches of one capture say, as they come; returns its exit status."""
    from agent.cli.audit_table import AuditTable
    from reports.identity import opens_incident
    from reports.lines import capture_line, transfer_line

    status, table = CLEAN, AuditTable()
    for batch in batches:
        if any(opens_incident(judged.verdict) for judged in batch.transfers):
            status = max(status, INCIDENTS)
        if as_json:
            told = (judged for judged in batch.transfers if every or judged.verdict.outcome != "clear")
            sys.stdout.writelines(f"{ENCODED(transfer_line(judged))}\n" for judged in told)
            sys.stdout.flush()
        else:
            table.add(batch)
        if batch.last:
            if not as_json:
                table.show(batch.capture)
            if summary is not None:
                summary.write(f"{ENCODED(capture_line(batch.capture))}\n")
            for offset, reason in batch.capture.coverage.damage:
                click.echo(f"{batch.capture.path}: damaged at byte {offset}: {reason}", err=True)
                status = UNREADABLE
    return status
