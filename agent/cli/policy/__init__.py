"""`kouan policy`: look after policy files, one module a command."""

from typing import Final

from agent.cli.lazy import LazyGroup

COMMANDS: Final = {
    "check": "say all that is wrong with policy files",
    "test": "judge the cases of a policy and compare",
    "make-fingerprints": "register documents, to find passages of them in traffic",
    "make-list": "list the firm's own values, to find them in traffic",
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
