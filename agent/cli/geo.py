"""`kouan geo`: where an address is and why, and what that is known from."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent.cli.geography import knowledge_of
from agent.cli.table import aligned

if TYPE_CHECKING:
    from geo.locate import Atlas
    from geo.place import Place
    from geo.provenance import Provenance

WRONG_POLICY = 2
"""Exit status: the policy cannot be used."""

UNREADABLE = 3
"""Exit status: a file could not be read."""

geo_files = click.option(
    "--geo",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A database (.mmdb) or a geofeed (RFC 8805 CSV); may be repeated, the last one counts first.",
)
as_json = click.option("--json", "json_wanted", is_flag=True, help="One JSON object on stdout.")


@click.group()
def geo() -> None:
    """Where an address is, and why."""


@geo.command()
@click.argument("address")
@geo_files
@click.option("--policy", type=click.Path(), help="A policy whose border and overrides count.")
@as_json
def lookup(address: str, files: Sequence[Path], policy: str | None, json_wanted: bool) -> None:
    """Print every rule tried for ADDRESS, and where it is.

    \b
    Example: kouan geo lookup 114.114.114.114 --geo offices.csv
    """
    atlas = _atlas(files, policy)
    try:
        place, steps = atlas.place(address), atlas.explain(address)
    except ValueError:
        raise click.BadParameter(f"{address!r} is not an IP address", param_hint="ADDRESS") from None
    if json_wanted:
        answer = {"address": address, **_fields(place), "steps": [asdict(step) for step in steps]}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in aligned([(step.rule, step.outcome) for step in steps]):
        click.echo(line)


@geo.command()
@geo_files
@as_json
def status(files: Sequence[Path], json_wanted: bool) -> None:
    """Print the databases in use, their age, and the words their licences ask for.

    \b
    Example: kouan geo status --geo GeoLite2-Country.mmdb
    """
    atlas, day = _atlas(files, None), _today()
    databases = [database.provenance for database in atlas.knowledge.databases]
    if json_wanted:
        overrides = len(atlas.knowledge.overrides.entries)
        rows = [_row(database, day) for database in databases]
        answer = {"databases": rows, "overrides": overrides, "attribution": atlas.attribution}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in (*atlas.sources(day), *atlas.attribution):
        click.echo(line)
    for database in databases:
        if database.is_stale(day):
            click.echo(f"warning: {database.title} is {database.age_days(day)} days old; install a newer one", err=True)


def _atlas(files: Sequence[Path], policy: str | None) -> "Atlas":
    """The atlas of the files and the policy; ends the command where one of them cannot be read."""
    from geo.load import DatabaseMissing, open_atlas

    try:
        return open_atlas(files, day=_today(), **_of_policy(policy))
    except DatabaseMissing as problem:
        click.echo(str(problem), err=True)
        sys.exit(UNREADABLE)


def _of_policy(policy: str | None) -> dict[str, Any]:
    """The border and the overrides of a policy, as `open_atlas` takes them."""
    if policy is None:
        return {}
    from policies.load import load_policy
    from policies.problems import PolicyInvalid

    try:
        return knowledge_of(load_policy([policy]))
    except PolicyInvalid as problem:
        click.echo(str(problem), err=True)
        sys.exit(WRONG_POLICY)


def _fields(place: "Place") -> dict[str, object]:
    return {**asdict(place), "jurisdiction": place.jurisdiction.label}


def _row(database: "Provenance", day: date) -> dict[str, object]:
    age = {"built": database.built.isoformat(), "age_days": database.age_days(day), "stale": database.is_stale(day)}
    return {"name": database.name or "embedded", "type": database.type, **age, "sha256": database.sha256}


def _today() -> date:
    return datetime.now(UTC).date()
