"""What is wrong with a policy: where, what, what was found, and what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SHOWN_CHARACTERS = 60

ENTRIES: Final = {
    "rules": "rule",
    "transfers": "transfer",
    "classes": "class",
    "bases": "basis",
    "assets": "asset",
    "overrides": "override",
    "relays": "relay",
    "thresholds": "threshold",
    "exceptions": "exception",
    "clocks": "clock",
    "custom_detectors": "own detector",
    "important_data": "important data",
    "exact": "list",
    "documents": "list",
    "baseline": "baseline",
    "outputs": "output",
    "cases": "case",
}
"""What one entry of a list is called in a message."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a policy file. Lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing an officer has to change."""

    mark: Mark
    message: str

    def __str__(self) -> str:
        return f"{self.mark.file}:{self.mark.line}:{self.mark.column}  {self.message}"


class PolicyInvalid(Exception):
    """The policy cannot be used; `problems` holds everything that is wrong with it, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(str(self))

    def __str__(self) -> str:
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        return "\n".join([*map(str, self.problems), f"{count}; nothing was audited."])


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a message: `; did you mean "x"?`, "" when nothing known is close to `name`."""
    import difflib

    close = difflib.get_close_matches(name[:SHOWN_CHARACTERS], sorted(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def shown(value: object) -> str:
    """What the officer wrote, quoted for a message: short, on one line, printable."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value)
    short = text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
    return '"' + "".join(c if c.isprintable() else "�" for c in short) + '"'
