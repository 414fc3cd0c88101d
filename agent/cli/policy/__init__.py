"""`kouan policy`: look after policy files, one module a command."""

from typing import Final

from agent.cli.lazy import LazyGroup

COMMANDS: Final = {
    "check": "say all that is wrong with policy files",
    "import-register": "turn a register kept in a spreadsheet into a policy file",
}

policy = LazyGroup(
    "policy",
    package=__name__,
    summaries=COMMANDS,
    help="""Check a policy file before it is used.

    \b
    Example:
      kouan policy check policies/securities.yaml
    """,
)
