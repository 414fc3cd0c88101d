"""The register of lawful paths (出境台账), and what of a transfer it covers.

1. Where an entry gives prefixes or networks (AS numbers), the address of the receiver decides. Host names are chosen
   by the sender: they clear nothing then.
2. An entry that gives only names is matched by them, and the verdict says that nothing proves the receiver.
3. Behind a relay, an own host that only forwards, nothing but names tells of the receiver.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from policies.prefixes import PrefixTable
from policies.transfer import Transfer
from policies.verdict import Classified


@dataclass(frozen=True, slots=True)
class Caps:
    """How much may go along a path; 0 is no limit."""

    subjects_per_transfer: int = 0
    subjects_per_year: int = 0
    bytes_per_day: int = 0


@dataclass(frozen=True, slots=True)
class LawfulPath:
    """One entry of the register. `classes`, `fields` and `documents` are None where the entry does not narrow them."""

    id: str
    mechanism: str
    article: str  # id of the basis of an exemption
    recipient: str
    countries: frozenset[str]
    classes: frozenset[str] | None
    fields: frozenset[str] | None  # detectors
    documents: frozenset[str] | None  # lists of registered documents
    caps: Caps
    counts_toward_thresholds: bool
    first: str  # ISO 8601 days, both included; "" is open
    last: str
    by_address: bool  # prefixes or networks are given

    def standing(self, day: str) -> str:
        """ "" when valid on the day, else "expired" or "not_yet_valid"."""
        if self.last and day > self.last:
            return "expired"
        return "not_yet_valid" if day < self.first else ""

    def misses(self, found: Classified) -> Literal["class", "field", ""]:
        """What of its scope does not cover the finding, "" where it does."""
        if self.classes is not None and found.data_class not in self.classes:
            return "class"
        return "field" if self.fields is not None and found.detector not in self.fields else ""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that speaks of the receiver; `proven` by its address, or merely named."""

    path: LawfulPath
    proven: bool


@dataclass(frozen=True, slots=True)
class Register:
    """All lawful paths, by what they know their recipients by."""

    paths: tuple[LawfulPath, ...]
    prefixes: PrefixTable[LawfulPath]
    networks: Mapping[int, tuple[LawfulPath, ...]]  # by AS number
    names: Mapping[str, tuple[LawfulPath, ...]]  # "host.example" or "*.example", lower case

    def matches(self, transfer: Transfer, *, relayed: bool = False) -> list[Match]:
        """The entries for the receiver of a transfer, in their order, each once.

        `relayed`: the address is only that of an own host that forwards, so names are all that tells of the receiver.
        """
        country = transfer.receiver_place.country
        found = {path.id: Match(path, proven=True) for path in self._addressed(transfer)}
        for path in self._named(transfer.names):
            if relayed or not path.by_address:
                found.setdefault(path.id, Match(path, proven=False))
        return [
            match for match in found.values() if relayed or not match.path.countries or country in match.path.countries
        ]

    def borrowed(self, transfer: Transfer, matches: Iterable[Match]) -> list[LawfulPath]:
        """Entries whose host name the transfer bears while their address is another."""
        matched = {match.path.id for match in matches}
        return [path for path in self._named(transfer.names) if path.id not in matched]

    def is_addressed(self, transfer: Transfer) -> bool:
        """Whether some entry knows the receiver's address, be its country one of the entry's or not."""
        return next(self._addressed(transfer), None) is not None

    def _addressed(self, transfer: Transfer) -> Iterator[LawfulPath]:
        yield from self.prefixes.at(transfer.receiver)
        yield from self.networks.get(transfer.receiver_place.asn, ())

    def _named(self, names: Iterable[str]) -> Iterator[LawfulPath]:
        if not self.names:
            return
        seen: dict[str, LawfulPath] = {}
        for name in names:
            for key in name_patterns(name.lower().rstrip(".")):
                seen.update((path.id, path) for path in self.names.get(key, ()))
        yield from seen.values()


def name_patterns(name: str) -> Iterator[str]:
    """The keys a host name is registered under: itself, and every domain above it as `*.domain`."""
    yield name
    labels = name.split(".")
    for start in range(1, len(labels)):
        yield "*." + ".".join(labels[start:])
