"""`kouan demo`: the whole product once, on a capture it makes itself."""

import sys
import time
from importlib.resources import files
from pathlib import Path

import click

POLICY = "example-wealth.yaml"
UNWRITABLE = 3
"""Exit status: something could not be written."""


@click.command(epilog="Example: kouan demo --out /tmp/kouan-demo")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default="kouan-demo",
    show_default=True,
    metavar="DIR",
    help="The folder everything is written to.",
)
def demo(out: Path) -> None:
    """Make the capture of an invented firm's morning, audit it, and write the record and the report.

    Every host and person in it is invented, nothing is fetched, and a second run adds nothing. The exit status is 0
    although incidents are found: a demonstration that worked is no alarm.
    """
    from reports.unavailable import StoreUnavailable

    capture, policy, database, report = (out / name for name in ("day.pcap", POLICY, "kouan.db", "report.html"))
    try:
        _prepare(capture, policy)
        _audit(capture, policy, database)
        _report(database, report)
    except (OSError, StoreUnavailable) as error:
        click.echo(str(error), err=True)
        sys.exit(UNWRITABLE)
    click.echo(f"\ncapture  {capture}\npolicy   {policy}\nrecord   {database}\nreport   {report}")
    click.echo(f"\nNext: open {report}, or look at one incident: kouan incidents list --db {database}")


def _prepare(capture: Path, policy: Path) -> None:
    """Write the capture and the policy it is judged by."""
    from agent.demo.day import write_day

    capture.parent.mkdir(parents=True, exist_ok=True)
    click.echo(f"An invented firm's morning at the border: {write_day(capture)} frames.\n")
    policy.write_bytes(files("agent.demo").joinpath(POLICY).read_bytes())


def _audit(capture: Path, policy: Path, database: Path) -> None:
    """Audit the capture and print what was found."""
    from agent.cli.audit_table import print_capture
    from agent.cli.session import Session

    session = Session((str(policy),), str(database), (), every=False)
    print_capture(session.record(str(capture), seal=False))
    session.close()


def _report(database: Path, report: Path) -> None:
    """Write the report of the record as it now is."""
    from reports.page import render_page
    from reports.snapshot import take_snapshot
    from reports.store import Store

    with Store.read(database) as store:
        snapshot = take_snapshot(store, time.time_ns())
    report.write_text(render_page(snapshot), encoding="utf-8")
