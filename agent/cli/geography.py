"""The geographic data a command works with, or a clear end."""

import sys
from datetime import UTC, datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from geo.locate import Atlas
    from policies.policy import Policy


def open_geography(databases: Sequence[str], policy: "Policy | None" = None) -> "Atlas":
    """Open the databases and the policy's overrides; ends the command with status 3 when one cannot be read."""
    from geo.load import open_atlas
    from geo.maxmind import DatabaseMissing

    try:
        return open_atlas([Path(path) for path in databases], day=datetime.now(UTC).date())
    except DatabaseMissing as error:
        click.echo(f"cannot read {error}", err=True)
        sys.exit(3)
