"""Transfers as the text of a policy file, each under the row it comes from."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from policies.document import NOTHING, Block, Items

MADE: Final = "# Made by kouan policy import-register from"
"""How such a file begins."""

_PLAIN: Final = re.compile(r"\w[\w./-]*(?: \w[\w./-]*)*")
"""What needs no quotes wherever a scalar may stand (YAML 1.2.2, 7.3.3), and then some."""


def written(tree: Block, extends: Sequence[str], source: str) -> str:
    """A policy file with the `transfers` of the tree; `source` is the name of the register."""
    lines = [
        f"{MADE} {_scalar(source)}",
        f"extends: [{', '.join(map(_scalar, extends))}]",
        "transfers:",
        *(line for entry in tree["transfers"] for line in _entry(entry)),
    ]
    return "\n".join(lines) + "\n"


def _entry(entry: Block) -> Iterator[str]:
    yield f"  # row {entry.mark.line}"
    for place, (key, value) in enumerate(entry.items()):
        yield f"  {' ' if place else '-'} {key}: {_flow(value)}"


def _flow(value: object) -> str:
    """A value on one line."""
    if isinstance(value, Block):
        return f"{{{', '.join(f'{key}: {_flow(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, Items):
        return f"[{', '.join(map(_flow, value))}]"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    """A text, quoted where it would be read as something else."""
    if _PLAIN.fullmatch(text) and text not in NOTHING:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(mark if mark.isprintable() else f"\\U{ord(mark):08x}" for mark in escaped) + '"'
