"""A case: the facts of a transfer, and what the policy must say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.policy import Policy
from policies.problems import Mark

Entry = Mapping[str, Any]
"""The keys a file writes, checked; only those that were written."""


@dataclass(frozen=True, slots=True)
class Case:
    """One situation. `given` has a default for every key, `expect` only what is to be compared.

    `policy` is the one that is tested, with what the case puts on top of it.
    """

    name: str
    mark: Mark
    policy: Policy
    given: Entry
    expect: Entry


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that is not the expected one, both as a person reads them."""

    key: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a case: it passed where nothing differs."""

    case: Case
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether the policy says what the case expects."""
        return not self.differences
