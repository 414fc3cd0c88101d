"""What the record holds: judged transfers, their evidence, and what of a capture was not seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.census import Counted
from policies.transfer import Transfer
from policies.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """What lets another person find the same bytes again, never the bytes."""

    fingerprint: str  # of the capture
    capture: str  # path as given or found
    frames: tuple[int, ...]  # frame numbers in the capture that carry the findings (at most 100), from 1
    first_frame: int
    last_frame: int
    offsets: tuple[tuple[str, str, int, int], ...]  # (detector, part path, start, end) within the part; at most 100
    community_id: str = ""
    sha256: str = ""  # of the whole capture, with --seal


@dataclass(frozen=True, slots=True)
class JudgedTransfer:
    """A transfer with its verdict. `key` is the same whenever the same capture is audited."""

    key: str
    transfer: Transfer
    verdict: Verdict
    evidence: Evidence
    people: tuple[Counted, ...] = ()  # whose data it was; empty for what is no export


@dataclass(frozen=True, slots=True)
class ClearTotal:
    """Clear crossing transfers, added up: they get no rows of their own."""

    sender_network: str  # /24 or /48
    recipient_network: str
    recipient_country: str
    protocol: str
    hour: str  # "2026-11-22T08", UTC
    transfers: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was and was not seen of one capture."""

    frames: int
    decoded: int
    unread: Mapping[str, int]  # reason -> frames; with `decoded` they add up to `frames`
    bytes: Mapping[
        str, int
    ]  # "inside", "incoming", "foreign", "read", "opaque", "gap", "over_budget", "local" … -> payload bytes
    damage: tuple[tuple[int, str], ...] = ()  # (offset, reason)
    counters: Mapping[str, int] = field(default_factory=dict)  # overlaps, evictions, held bytes dropped …


@dataclass(frozen=True, slots=True)
class CaptureRecord:
    """One capture of a run."""

    fingerprint: str
    path: str
    size: int  # decompressed bytes read
    first_ns: int
    last_ns: int
    coverage: Coverage
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of the product: with what it judged."""

    started_ns: int
    version: str
    sensor: str
    policy_name: str
    policy_hash: str
    law_as_of: str
    geo_sources: tuple[str, ...]  # one line a database: name, build date, age, sha256
    geo_attribution: tuple[str, ...]
    key_id: str  # of the digest key
    policy_json: str = ""  # what the report needs of the policy: titles, bases, classes (never a value)


@dataclass(frozen=True, slots=True)
class RecordedCounts:
    """What one batch did to the record."""

    transfers: int
    incidents: int  # distinct incidents its transfers belong to
    opened: int  # of those, not in the record before
