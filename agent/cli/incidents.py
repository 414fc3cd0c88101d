"""`kouan incidents`: list, show and review."""

import json
import sys
from typing import TYPE_CHECKING, Final, NoReturn

import click

from agent.cli.table import aligned
from reports.identity import SEVERITIES
from reports.review import STATES

if TYPE_CHECKING:
    from reports.recorded import Case, RecordedIncident

REFUSED: Final = 2
"""Exit status: no such incident, or a step that may not be taken."""

UNUSABLE: Final = 3
"""Exit status: the record could not be read or written."""

database_option = click.option(
    "--db", "database", default="kouan.db", show_default=True, metavar="F|URL", help="The record."
)
as_json = click.option("--json", "json_wanted", is_flag=True, help="JSON on stdout.")


@click.group()
def incidents() -> None:
    """List, show and review incidents.

    \b
    Example:
      kouan incidents list --state new
      kouan incidents review INC-3F9A2C7B --state confirmed --reason "client list" --by "Lin"
    """


@incidents.command("list")
@database_option
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--severity", type=click.Choice(SEVERITIES[1:]), help="Only those of this severity.")
@as_json
def list_incidents(database: str, state: str | None, severity: str | None, *, json_wanted: bool) -> None:
    """List incidents, the worst first, then the newest.

    \b
    Example:
      kouan incidents list --severity critical --json
    """
    from reports.unavailable import StoreUnavailable

    try:
        found = _list(database, state, severity)
    except StoreUnavailable as error:
        _end(str(error), UNUSABLE)
    if json_wanted:
        from reports.export import incident_line

        for incident in found:
            click.echo(json.dumps(incident_line(incident)))
        return
    if not found:
        click.echo("no incidents", err=True)
        return
    header = ("incident", "severity", "state", "day", "sender", "recipient", "in", "people", "transfers", "rule")
    for line in aligned([header, *map(_row, found)]):
        click.echo(line)


def _list(database: str, state: str | None, severity: str | None) -> "tuple[RecordedIncident, ...]":
    from reports.store import Store

    with Store.read(database) as store:
        return store.incidents(state=state, severity=severity)


def _row(one: "RecordedIncident") -> tuple[str, ...]:
    people = f"≥{one.subjects}" if one.subjects else "-"
    places = ",".join(one.countries) or "?"
    what = (one.id, one.severity, one.state, one.day, one.sender, one.recipient)
    return (*what, places, people, str(one.transfers), one.rule)


@incidents.command()
@click.argument("incident", metavar="ID")
@database_option
@as_json
@click.option("--dissect", is_flag=True, help="Also name the protocol layers of the evidence frames (needs tshark).")
def show(incident: str, database: str, *, json_wanted: bool, dissect: bool) -> None:
    """Print all the record holds of incident ID: what, where, why, the law, the evidence, the history.

    \b
    Example:
      kouan incidents show INC-3F9A2C7B
    """
    from reports.unavailable import StoreUnavailable

    try:
        case, policy_json = _case(database, incident_name(incident))
    except StoreUnavailable as error:
        _end(str(error), UNUSABLE)
    if case is None:
        _end(f"{incident}: no such incident in {database}; `kouan incidents list` names them", REFUSED)
    if json_wanted:
        from reports.export import case_line

        click.echo(json.dumps(case_line(case), indent=1))
        return
    from reports.sheet import case_sheet
    from reports.wording import wording

    click.echo(case_sheet(case, wording(policy_json)))
    if dissect:
        _dissect(case)


def _case(database: str, incident: str) -> "tuple[Case | None, str]":
    from reports.store import Store

    with Store.read(database) as store:
        case = store.case(incident)
        held = case.incident.policy_hash if case else ""
        texts = {one.run.policy_hash: one.run.policy_json for one in store.runs()}
    return case, texts.get(held, "")


def _dissect(case: "Case") -> None:
    from agent.dissect import DissectorMissing, explain_frames

    for one in case.transfers:
        evidence = one.judged.evidence
        click.echo(f"\n{evidence.capture}")
        try:
            for line in explain_frames(evidence.capture, evidence.frames):
                click.echo(f"  {line}")
        except DissectorMissing as error:
            _end(str(error), UNUSABLE)


@incidents.command()
@click.argument("incident", metavar="ID")
@database_option
@click.option("--state", required=True, type=click.Choice(STATES), help="What it is now.")
@click.option("--reason", required=True, help="Why, for whoever reads it in three years.")
@click.option("--by", "reviewer", required=True, help="Who decided.")
def review(incident: str, database: str, state: str, reason: str, reviewer: str) -> None:
    """Move incident ID to another state; the step is kept for ever, with its reason and who took it.

    \b
    Example:
      kouan incidents review INC-3F9A2C7B --state false_positive --reason "test numbers" --by "Lin"
    """
    from reports.review import ReviewRefused
    from reports.unavailable import StoreUnavailable

    try:
        before, after = _review(database, incident_name(incident), state, reason, reviewer)
    except ReviewRefused as error:
        _end(str(error), REFUSED)
    except StoreUnavailable as error:
        _end(str(error), UNUSABLE)
    click.echo(f"{incident_name(incident)}: {before} -> {after}")


def _review(database: str, incident: str, state: str, reason: str, reviewer: str) -> tuple[str, str]:
    from reports.store import Store

    Store.read(database).close()  # a mistyped name must not make a database
    with Store.open(database) as store:
        step = store.review(incident, state, reason=reason, reviewer=reviewer)
    return step.from_state, step.to_state


def incident_name(text: str) -> str:
    """The id as the record writes it: `3f9a2c7b` is `INC-3F9A2C7B`."""
    upper = text.strip().upper()
    return upper if upper.startswith("INC-") else f"INC-{upper}"


def _end(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)
