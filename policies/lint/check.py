"""What a check of a policy is: what it looks at, and what it says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from policies.bases import Basis
from policies.checked import Checked, Entry
from policies.diagnose import place
from policies.document import Block
from policies.lint.known import known_places
from policies.policy import Policy
from policies.problems import Mark
from policies.register import LawfulPath
from policies.resolve import resolve

Level = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]
"""The keys and numbers that lead to a value of a policy."""

Said = Iterator[tuple[Path, str]]
"""Where something is to be changed, and what."""


@dataclass(frozen=True, slots=True)
class Case:
    """One valid policy under review: the value that judges, and what its files say entry by entry."""

    policy: Policy
    sections: Mapping[str, Any]
    tree: Block
    as_of: date
    place_of: Callable[[str], str]  # an address -> "mainland", "outside", "disputed", "unknown" or "local"

    @property
    def today(self) -> str:
        """The day of the review, ISO 8601."""
        return self.as_of.isoformat()

    @property
    def bases(self) -> Mapping[str, Basis]:
        """The articles of law."""
        return self.policy.bases

    def entries(self, *keys: str) -> Iterator[tuple[Path, Entry]]:
        """The entries of a list with their paths."""
        section: Any = self.sections
        for key in keys:
            section = section[key]
        return (((*keys, index), one) for index, one in enumerate(section))

    def transfers(self) -> Iterator[tuple[Path, Entry, LawfulPath]]:
        """The register: each entry as it is written and as it judges."""
        paths = self.policy.register.paths
        return ((path, one, paths[index]) for index, (path, one) in enumerate(self.entries("transfers")))

    def covered(self, path: LawfulPath) -> frozenset[str]:
        """The classes that a path covers, by name or by the detectors it names."""
        if path.classes is not None:
            return path.classes
        return frozenset(map(self.policy.classifier.class_of, path.fields or ()))

    def sensitive(self, classes: frozenset[str]) -> list[str]:
        """Which of the classes are sensitive personal information on the day of the review."""
        return sorted(one for one in classes if self.policy.sensitivity.is_sensitive(one, self.today))

    def mark(self, path: Path) -> Mark:
        """Where a value stands, or what of the way to it exists."""
        return place(self.tree, path)


@dataclass(frozen=True, slots=True)
class Check:
    """One question to a policy; `about` says in one line what it tells."""

    id: str
    level: Level
    look: Callable[[Case], Said]
    about: str
    of_packs: bool = True  # False where a pack leaves to the firm what the check asks for


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """What a check said of one place."""

    mark: Mark
    level: Level
    check: str
    message: str

    def __str__(self) -> str:
        where = f"{self.mark.file}:{self.mark.line}:{self.mark.column}"
        return f"{where}  {self.level} {self.check}: {self.message}"


def case_of(tree: Block, checked: Checked, as_of: date) -> Case:
    """A valid policy as the checks see it, with the places that it knows itself."""
    policy = resolve(checked)
    return Case(policy, checked.sections, tree, as_of, known_places(policy))


def personal(classes: frozenset[str]) -> bool:
    """Whether any of the classes is personal information."""
    return any(one.startswith("pi.") for one in classes)


def named(kind: str, one: Entry) -> str:
    """An entry in a message."""
    return f'{kind} "{one["id"]}"'
