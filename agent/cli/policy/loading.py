"""The policy that a command names, and the way out where it cannot be used."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

if TYPE_CHECKING:
    from policies.policy import Policy

UNUSABLE: Final = 2
"""Exit status: a policy cannot be used."""

UNREADABLE: Final = 3
"""Exit status: the record or a capture could not be read."""


def policy_named(file: str) -> "Policy":
    """The policy of a path or of a shipped pack; ends the command with all that is wrong with it."""
    from policies.load import load_policy, pack_names
    from policies.problems import PolicyInvalid

    try:
        return load_policy([file if file in pack_names() else Path(file)])
    except PolicyInvalid as error:
        end(str(error), UNUSABLE)


def end(message: str, status: int) -> NoReturn:
    """Say why on standard error, and end with the status."""
    click.echo(message, err=True)
    sys.exit(status)
