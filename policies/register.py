"""The register of lawful paths (出境台账), and what of a transfer it covers.

1. Where an entry gives prefixes or networks (AS numbers), the address of the receiver decides. Host names are chosen
   by the sender: they clear nothing then.
2. An entry that gives only names is matched by them, and the verdict says that nothing proves the receiver.
3. A finding is covered when some valid entry for that receiver covers its class and its detector; several entries may
   together cover a transfer.
4. A host name of the register at another address is a violation of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from policies.prefixes import PrefixTable
from policies.reasons import reason
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

    def misses(self, found: Classified) -> str:
        """ "" when the entry covers the finding, else what it does not cover: "class" or "field"."""
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

    def matches(self, transfer: Transfer) -> list[Match]:
        """The entries for the receiver of a transfer, in their order, each once."""
        country = transfer.receiver_place.country
        found = {path.id: Match(path, proven=True) for path in self._addressed(transfer)}
        for path in self._named(transfer.names):
            if not path.by_address:
                found.setdefault(path.id, Match(path, proven=False))
        return [match for match in found.values() if not match.path.countries or country in match.path.countries]

    def borrowed(self, transfer: Transfer, matches: Iterable[Match]) -> list[LawfulPath]:
        """Entries whose host name the transfer bears while their address is another."""
        matched = {match.path.id for match in matches}
        return [path for path in self._named(transfer.names) if path.id not in matched]

    def _addressed(self, transfer: Transfer) -> Iterator[LawfulPath]:
        yield from self.prefixes.at(transfer.receiver)
        yield from self.networks.get(transfer.receiver_place.asn, ())

    def _named(self, names: Iterable[str]) -> Iterator[LawfulPath]:
        if not self.names:
            return
        seen: dict[str, LawfulPath] = {}
        for name in names:
            for key in _patterns(name.lower().rstrip(".")):
                seen.update((path.id, path) for path in self.names.get(key, ()))
        yield from seen.values()


def _patterns(name: str) -> Iterator[str]:
    """The keys a host name is registered under: itself, and every domain above it as `*.domain`."""
    yield name
    labels = name.split(".")
    for start in range(1, len(labels)):
        yield "*." + ".".join(labels[start:])


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the register says of one transfer."""

    recipient: str  # how the register names the receiver, "" when it does not
    registered: bool  # a path to the receiver is valid on the day
    paths: tuple[str, ...]  # ids of the paths that cover findings
    uncovered: tuple[Classified, ...]
    violations: frozenset[str]
    reasons: tuple[str, ...]


UNREGISTERED = Coverage("", registered=False, paths=(), uncovered=(), violations=frozenset(), reasons=())
"""Nothing was found, and the register does not know the receiver."""


def cover(
    register: Register, transfer: Transfer, findings: tuple[Classified, ...], kept: frozenset[str], day: str
) -> Coverage:
    """What the register covers on the day. Findings of the classes `kept` may never leave, whatever it says."""
    matches = register.matches(transfer)
    borrowed = register.borrowed(transfer, matches)
    if not (findings or matches or borrowed):
        return UNREGISTERED
    valid = [match for match in matches if not match.path.standing(day)]
    used: dict[str, Match] = {}
    uncovered = []
    for found in findings:
        match = next((m for m in valid if not m.path.misses(found)), None) if found.data_class not in kept else None
        if match is None:
            uncovered.append(found)
        else:
            used[match.path.id] = match
    lapsed = [match.path for match in matches if match.path.standing(day)] if uncovered or not valid else []
    return Coverage(
        recipient=matches[0].path.recipient if matches else "",
        registered=bool(valid),
        paths=tuple(used),
        uncovered=tuple(uncovered),
        violations=frozenset(kind for found in uncovered for kind in _violations(found, valid, lapsed, borrowed, day)),
        reasons=(*_path_reasons(used.values(), lapsed, borrowed, day), *_scope_reasons(valid, uncovered, kept)),
    )


def _violations(
    found: Classified, valid: list[Match], lapsed: list[LawfulPath], borrowed: list[LawfulPath], day: str
) -> Iterator[str]:
    """How a finding exceeds the register: by a lapsed entry that would cover it, by class or detector, by address."""
    would = [path for path in lapsed if not path.misses(found)]
    if would or not valid:
        yield from (path.standing(day) for path in would or lapsed)
    else:
        yield from (match.path.misses(found) for match in valid if match.path.misses(found))
    if borrowed and not valid:
        yield "recipient"


def _path_reasons(
    used: Iterable[Match], lapsed: Iterable[LawfulPath], borrowed: Iterable[LawfulPath], day: str
) -> Iterator[str]:
    for match in used:
        yield _covering(match)
    for path in lapsed:
        yield _lapsed(path, day)
    for path in borrowed:
        yield reason(
            f"传输所用主机名属于登记项 {path.id}，但接收方地址与登记不符。",
            f"The transfer bears a host name of entry {path.id}, but its address is not the registered one.",
        )


def _covering(match: Match) -> str:
    path = match.path
    if match.proven:
        return reason(
            f"登记的合法路径 {path.id}（{path.mechanism}）涵盖该接收方与数据类别。",
            f"The lawful path {path.id} ({path.mechanism}) covers this receiver and this data.",
        )
    return reason(
        f"登记项 {path.id}（{path.mechanism}）仅按主机名匹配；主机名由发送方自填，接收方未经证实，应补登地址。",
        f"Register entry {path.id} ({path.mechanism}) matches by host name only; the sender chooses that name, "
        "so the receiver is not proven: register its addresses.",
    )


def _lapsed(path: LawfulPath, day: str) -> str:
    if path.standing(day) == "expired":
        return reason(
            f"登记项 {path.id} 已于 {path.last} 届满，传输发生于 {day}。",
            f"Register entry {path.id} expired on {path.last}; the transfer took place on {day}.",
        )
    return reason(
        f"登记项 {path.id} 自 {path.first} 起生效，传输发生于 {day}。",
        f"Register entry {path.id} is valid only from {path.first}; the transfer took place on {day}.",
    )


def _scope_reasons(valid: list[Match], uncovered: Iterable[Classified], kept: frozenset[str]) -> Iterator[str]:
    ids = ", ".join(match.path.id for match in valid)
    for found in uncovered:
        what = f"{found.data_class} ({found.detector})"
        if found.data_class in kept:
            yield reason(f"{what} 不得凭任何登记路径出境。", f"No registered path can let {what} leave.")
        elif valid:
            yield reason(
                f"超出登记范围：{what} 不在登记项 {ids} 之内。", f"Scope exceeded: {what} is not covered by {ids}."
            )
