"""`kouan policy`: look after policy files, one module a command."""

from typing import Final

from agent.cli.lazy import LazyGroup

COMMANDS: Final = {
    "check": "say all that is wrong with policy files",
    "diff": "what changed between two policies, entry by entry",
    "simulate": "what a policy would say of what was recorded or captured",
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
