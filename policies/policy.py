"""A policy, resolved: what is sensitive, where the border runs, which paths are lawful, which rules hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from policies.asset import Asset
from policies.bases import Basis
from policies.classify import Classifier
from policies.clocks import Clock
from policies.exceptions import ExceptionEntry
from policies.keeping import Evidence, Output, Retention, Review
from policies.own import OwnDetector, OwnLists
from policies.prefixes import PrefixTable
from policies.processor import Processor
from policies.register import Register
from policies.rulebook import Rulebook
from policies.sensitivity import Sensitivity
from policies.thresholds import Counting, Threshold


@dataclass(frozen=True, slots=True)
class Border:
    """Which places are inside. `mainland` holds ISO 3166-1 alpha-2 codes."""

    mainland: tuple[str, ...]
    disputed: Literal["flag", "outside", "mainland"]
    unknown: Literal["flag", "outside", "mainland"]
    private_default: Literal["home", "unknown", "outside"]
    watch: frozenset[str] = frozenset()  # countries toward which a severity is one step higher


@dataclass(frozen=True, slots=True)
class GeoOverride:
    """What the organisation knows better than the database. Either `country` or `jurisdiction` is given.

    It holds for packets up to and including the day `until` (ISO 8601, processor's zone; "" is open). After that a
    private prefix abroad is unknown, never home again.
    """

    cidr: str
    country: str  # ISO 3166-1 alpha-2
    jurisdiction: str  # "mainland", "outside", "disputed", "unknown", "local"
    name: str
    note: str
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class Relay:
    """An own host that only forwards. It holds for packets up to and including the day `until` ("" is open)."""

    kind: Literal["http_proxy", "socks", "smtp"]
    until: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One value, built once and swapped whole; `judge` needs nothing else.

    `hash` is the SHA-256 of the resolved content, whatever files it came from, as 64 hex digits.
    """

    name: str
    hash: str
    law_as_of: str
    timezone: str
    zone: ZoneInfo
    processor: Processor
    border: Border
    geo_overrides: tuple[GeoOverride, ...]
    relays: PrefixTable[Relay]
    assets: PrefixTable[Asset]
    classifier: Classifier
    sensitivity: Sensitivity
    untransferable: frozenset[str]  # classes that no registered path can let leave
    identifiers: frozenset[str]  # detectors whose values each belong to one person
    counting: Counting
    own_detectors: tuple[OwnDetector, ...]
    own_lists: OwnLists
    register: Register
    thresholds: tuple[Threshold, ...]
    rules: Rulebook
    exceptions: tuple[ExceptionEntry, ...]
    bases: Mapping[str, Basis]
    clocks: tuple[Clock, ...]
    evidence: Evidence
    retention: Retention
    retention_floor: Retention
    review: Review
    outputs: tuple[Output, ...]
    counts: Mapping[str, int]  # entries of each section, for people
    report: str

    def report_json(self) -> str:
        """What a report needs: titles of rules and classes, texts of bases, the register. Never a detected value."""
        return self.report
