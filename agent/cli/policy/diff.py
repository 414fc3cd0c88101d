"""`kouan policy diff`: what changed between two policies, entry by entry."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from agent.cli.language import language_option, spoken
from agent.cli.policy.loading import policy_named

if TYPE_CHECKING:
    from agent.cli.language import Language
    from policies.difference import Change
    from policies.policy import Policy

DIFFERENT: Final = 1
"""Exit status: the policies differ."""


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--db", "database", metavar="F|URL", help="Also say which transfers of this record they judge differently."
)
@language_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def diff(old: str, new: str, database: str | None, language: "Language", *, as_json: bool) -> None:
    """Say what changed from policy OLD to policy NEW, entry by entry and key by key, whatever files they come from.

    The exit status is 0 when they say the same, 1 when they differ, 2 when one cannot be used, 3 when the record
    cannot be read.

    \b
    Example:
      kouan policy diff pipl-general inventory
      kouan policy diff policies/old.yaml policies/new.yaml --db kouan.db
    """
    from agent.cli.policy import rejudging
    from policies.difference import differences

    before, after = policy_named(old), policy_named(new)
    changes = differences(json.loads(before.report_json()), json.loads(after.report_json()))
    simulated = rejudging.rejudged(database, before, after) if database else None
    names = rejudging.incident_names(database, simulated[0]) if database and simulated else {}
    if as_json:
        transfers = {"transfers": rejudging.line_of(*simulated, names)} if simulated else {}
        hashes = {"old": before.hash, "new": after.hash}
        click.echo(rejudging.encoded({**hashes, "changes": [asdict(one) for one in changes], **transfers}))
    else:
        _show(before, after, changes, language)
        if simulated:
            found, unjudged = simulated
            click.echo(f"\n{found.transfers} recorded transfers: {found.changed} would stand differently")
            for line in rejudging.told(found, unjudged, names):
                click.echo(line)
    sys.exit(DIFFERENT if changes else 0)


def _show(old: "Policy", new: "Policy", changes: "tuple[Change, ...]", language: "Language") -> None:
    from agent.cli.policy.rejudging import name_of
    from agent.cli.table import printable
    from reports.policy_changes import told
    from reports.wording import wording

    click.echo(
        f"{name_of(old)} -> {name_of(new)}: {len(changes) or 'no'} {'change' if len(changes) == 1 else 'changes'}"
    )
    wordings = wording(old.report_json()), wording(new.report_json())
    for heading, keys in told(changes, *wordings):
        click.echo(printable(spoken(heading, language)))
        for key in keys:
            click.echo(printable(f"    {spoken(key, language)}"))
