"""`kouan policy`: look after policy files, one module a command."""

from typing import Final

from agent.cli.lazy import LazyGroup

COMMANDS: Final = {
    "check": "say all that is wrong with policy files",
    "import-register": "turn a register kept in a spreadsheet into a policy file",
    "explain": "what a policy means, in plain words",
    "diff": "what changed between two policies, entry by entry",
    "simulate": "what a policy would say of what was recorded or captured",
    "test": "judge the cases of a policy and compare",
    "make-fingerprints": "register documents, to find passages of them in traffic",
    "schema": "print the JSON Schema of policy files, for editors",
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
