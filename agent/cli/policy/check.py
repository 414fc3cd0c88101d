"""`kouan policy check`: all that is wrong with policy files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from policies.policy import Policy

UNUSABLE = 2
"""Exit status for a policy that cannot be used."""


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=str))
def check(files: tuple[str, ...]) -> None:
    """Say all that is wrong with each FILE (a path, or the name of a shipped pack).

    Prints "ok" with name, hash and what the policy holds; exits with 2 when any FILE cannot be used.

    \b
    Example:
      kouan policy check policies/securities.yaml inventory
    """
    unusable = [file for file in files if not _usable(file)]
    if unusable:
        raise SystemExit(UNUSABLE)


def _usable(file: str) -> bool:
    """Whether the file is a policy; the answer is printed, problems on stdout because they are the answer."""
    from policies.load import load_policy, pack_names
    from policies.problems import PolicyInvalid
    from policies.rehearsal import rehearse

    try:
        loaded = load_policy([file if file in pack_names() else Path(file)])
    except PolicyInvalid as error:
        click.echo(str(error))
        return False
    missed = list(rehearse(loaded.own_detectors))
    for one in missed:
        click.echo(f"{file}: {one}")
    if missed:
        return False
    click.echo(_summary(file, loaded))
    return True


def _summary(file: str, policy: "Policy") -> str:
    held = ", ".join(f"{count} {section}" for section, count in policy.counts.items() if count)
    law = f", law as of {policy.law_as_of}" if policy.law_as_of else ""
    return f"{file}: ok  {policy.name} {policy.hash}{law}: {held or 'no rules'}"
