"""`kouan policy simulate`: what a policy would say of what was recorded or captured, without writing anything."""

import secrets
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from agent.cli.policy.loading import UNREADABLE, end, policy_named

if TYPE_CHECKING:
    from policies.policy import Policy
    from reports.incident import JudgedTransfer
    from reports.simulation import Rejudged, Simulation

DIFFERENT: Final = 1
"""Exit status: a transfer would be judged differently."""


@click.command()
@click.argument("new", metavar="NEW")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--db", "database", default="kouan.db", show_default=True, metavar="F|URL", help="The record.")
@click.option("--against", "old", metavar="F", help="With SOURCE: the policy to compare with.")
@click.option("--geo", "databases", multiple=True, metavar="F", help="With SOURCE: as for `kouan audit`.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def simulate(
    new: str, sources: tuple[str, ...], database: str, old: str | None, databases: tuple[str, ...], *, as_json: bool
) -> None:
    """Judge again under policy NEW what the record holds, or the captures SOURCE, and say what would change.

    Nothing is written. The exit status is 0 when every transfer stands as before, 1 when one does not, 2 for a policy
    that cannot be used, 3 when the record or a capture cannot be read.

    \b
    Example:
      kouan policy simulate policies/new.yaml --db kouan.db
      kouan policy simulate policies/new.yaml trace.pcap --against policies/old.yaml
    """
    from agent.cli.policy.rejudging import encoded, incident_names, line_of, name_of, rejudged, told

    if bool(sources) != bool(old):
        raise click.UsageError("give captures together with --against OLD, or neither to judge the record again")
    policy = policy_named(new)
    if old:
        found, unjudged, names = _captured(sources, policy_named(old), policy, databases), None, {}
    else:
        found, unjudged = rejudged(database, None, policy)
        names = incident_names(database, found)
    if as_json:
        click.echo(encoded({"policy": policy.name, "hash": policy.hash, **line_of(found, unjudged, names)}))
    else:
        click.echo(
            f"{found.transfers} transfers judged under {name_of(policy)}: {found.changed} would stand differently"
        )
        for line in told(found, unjudged, names):
            click.echo(line)
    sys.exit(DIFFERENT if found.differs else 0)


def _captured(sources: Sequence[str], old: "Policy", new: "Policy", databases: Sequence[str]) -> "Simulation":
    """Captures read once under each policy: where the border runs decides what is read at all."""
    from geo.maxmind import DatabaseMissing
    from reports.simulation import simulate as difference

    if "-" in sources:
        raise click.UsageError("standard input cannot be read twice: write the capture to a file")
    try:
        return difference(_pairs(sources, old, new, databases))
    except DatabaseMissing as error:
        end(str(error), UNREADABLE)


def _pairs(sources: Sequence[str], old: "Policy", new: "Policy", databases: Sequence[str]) -> "Iterator[Rejudged]":
    """What is not clear under one of the two; what neither objects to is not told."""
    from agent.capture.source import CaptureUnreadable, find_captures
    from policies.judge import NO_EXPORT

    for path in find_captures(sources):
        try:
            before = {one.key: one for one in _judged(path, old, databases)}
            for one in _judged(path, new, databases):
                was = before.pop(one.key, None)
                yield one.key, one.transfer, was.verdict if was else NO_EXPORT, one.verdict
        except CaptureUnreadable as error:
            end(f"cannot read {error}", UNREADABLE)
        for left in before.values():
            yield left.key, left.transfer, left.verdict, NO_EXPORT


def _judged(path: str, policy: "Policy", databases: Sequence[str]) -> "Iterator[JudgedTransfer]":
    """The transfers of a capture that are not clear; the digests are under a key that nobody keeps."""
    from agent.capture.source import open_capture
    from agent.cli.geography import atlases
    from agent.cli.session import cache_folder
    from agent.pipeline import Auditor, audit
    from policies.inspection import Inspector

    today = datetime.now(UTC).astimezone(policy.zone).date()
    inspector = Inspector(secrets.token_bytes(32), cache_folder(), until=today)
    auditor = Auditor(policy, inspector, atlases(databases, policy), seed=secrets.randbits(62))
    with open_capture(path) as capture:
        for batch in audit(capture, auditor):
            yield from (one for one in batch.transfers if one.verdict.outcome != "clear")
