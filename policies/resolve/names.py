"""Patterns of a policy turned into the names they mean."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from policies.checked import Entry
from policies.classify import UNCLASSIFIED
from policies.reasons import Text

Patterns = Iterable[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What the patterns of a policy can mean. A pattern of classes means those below the named ones too.

    `lineage` gives each class with itself and all above it.
    """

    lineage: Mapping[str, frozenset[str]]
    detectors: tuple[str, ...]
    assets: tuple[str, ...]
    rules: tuple[str, ...]
    documents: tuple[str, ...]
    _classes: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict, repr=False)
    _detectors: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict, repr=False)

    def classes(self, patterns: Patterns) -> frozenset[str] | None:
        """The classes meant, None where nothing is asked."""
        asked = tuple(patterns)
        if asked and asked not in self._classes:
            named = chosen(asked, self.lineage) or frozenset()
            below = frozenset(name for name, line in self.lineage.items() if not line.isdisjoint(named))
            self._classes[asked] = below
        return self._classes[asked] if asked else None

    def fields(self, patterns: Patterns) -> frozenset[str] | None:
        """The detectors meant, None where nothing is asked."""
        asked = tuple(patterns)
        if asked and asked not in self._detectors:
            self._detectors[asked] = chosen(asked, self.detectors) or frozenset()
        return self._detectors[asked] if asked else None


def chosen(patterns: Patterns, known: Iterable[str]) -> frozenset[str] | None:
    """What of the known the patterns match, None where nothing is asked."""
    asked = tuple(patterns)
    if not asked:
        return None
    return frozenset(one for one in known if any(fnmatchcase(one, pattern) for pattern in asked))


def ranked(patterns: Patterns, known: Iterable[str]) -> tuple[str, ...]:
    """What of the known the patterns match, in the order of the patterns, each once."""
    names = tuple(known)
    return tuple(dict.fromkeys(one for pattern in patterns for one in names if fnmatchcase(one, pattern)))


def lineage(classes: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """Each class with itself and all above it."""
    parents = {one["id"]: one["parent"] for one in classes}
    return {name: frozenset(_upwards(name, parents)) for name in [*parents, UNCLASSIFIED]}


def _upwards(name: str, parents: Mapping[str, str]) -> Iterator[str]:
    while name:
        yield name
        name = parents.get(name, "")


def text(words: Entry | None, otherwise: str) -> Text:
    """A text of the policy in both languages; where it gives none, `otherwise`."""
    if words is None:
        return Text(otherwise, otherwise)
    return Text(words["zh"] or words["en"], words["en"] or words["zh"])
