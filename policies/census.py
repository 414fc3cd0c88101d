"""The people of one record: its strongest identifiers are persons, weaker ones beside them are attached to these."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from policies.classify import Classifier
from policies.finding import kind_of
from policies.groups import NO_GROUP, Groups
from policies.sensitivity import PERSONAL

MOST_A_PERSON: Final = 3
"""Values of one weaker kind that one person has in a record; of more, nobody knows whose they are: none is attached."""

Mention = tuple[str, bytes, float]
"""What a finding says of a person: its detector, the digest of its value, its confidence."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Identifiers of one kind that left in records of the same classes. No value, only keyed digests."""

    kind: str  # the detector
    classes: tuple[str, ...]  # of the records, those of personal data, sorted
    digests: bytes  # distinct and sorted, 16 bytes each
    attached: bytes  # for each 1 where some record had a stronger identifier beside it, else 0
    groups: Groups = NO_GROUP
    counts: bool = True  # False: went by a path that does not count toward thresholds

    def __len__(self) -> int:
        return len(self.attached)


@dataclass(frozen=True, slots=True)
class Census:
    """How people are told: which detectors identify, the strongest first, and how sure a finding must be."""

    ranks: Mapping[str, int]
    min_confidence: float
    classifier: Classifier
    _classes: dict[str, str] = field(default_factory=dict)  # what the classifier said, by detector

    def people(self, record: Sequence[Mention]) -> tuple[tuple[str, ...], dict[tuple[str, bytes], bool]]:
        """The classes of a record's personal data, and (kind, digest) -> whether it is attached, of its identifiers.

        Two strong identifiers of one kind are two persons, whatever weaker one they share. A record without
        personal data, or without an identifier that is sure enough, speaks of nobody.
        """
        found: dict[str, dict[bytes, None]] = {}
        for detector, digest, confidence in record:
            kind = kind_of(detector)
            if kind in self.ranks and confidence >= self.min_confidence:
                found.setdefault(kind, {})[digest] = None
        classes = self._personal(record) if found else ()
        if not classes:
            return (), {}
        strongest = min(found, key=self.ranks.__getitem__)
        most = MOST_A_PERSON * len(found[strongest])
        attached = {kind: kind != strongest and len(digests) <= most for kind, digests in found.items()}
        return classes, {(kind, digest): attached[kind] for kind, digests in found.items() for digest in digests}

    def _personal(self, record: Iterable[Mention]) -> tuple[str, ...]:
        least = self.classifier.confidence
        classes = {self._class_of(kind) for kind, _, confidence in record if confidence >= least}
        return tuple(sorted(name for name in classes if name.startswith(PERSONAL)))

    def _class_of(self, kind: str) -> str:
        known = self._classes.get(kind)
        if known is None:
            known = self._classes[kind] = self.classifier.class_of(kind)
        return known


NOBODY: Final = Census({}, 1.0, Classifier({}, (), 1.0))
"""The census of who counts no people."""


def census(priority: Iterable[str], min_confidence: float, classifier: Classifier) -> Census:
    """The census of a policy; `priority` are the identifying detectors, the strongest first."""
    return Census({kind: rank for rank, kind in enumerate(priority)}, min_confidence, classifier)
