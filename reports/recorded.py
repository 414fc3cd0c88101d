"""What is read back from the record: plain values for pages, lists and exports."""

from dataclasses import dataclass

from policies.transfer import Transfer
from policies.verdict import Classified, Verdict
from reports.incident import CaptureRecord, JudgedTransfer, RunRecord
from reports.review import Review


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One run, with what the record adds to it."""

    id: int
    run: RunRecord
    finished_ns: int | None  # None: interrupted, or still at work
    captures: int


@dataclass(frozen=True, slots=True)
class RecordedCapture:
    """One capture as it was last audited."""

    capture: CaptureRecord
    complete: bool  # False: the audit was interrupted
    run_id: int


@dataclass(frozen=True, slots=True)
class RecordedTransfer:
    """A transfer with one judgement of it."""

    judged: JudgedTransfer
    policy_hash: str
    run_id: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """A transfer as it can be judged again: its findings are tallies without values or digests."""

    key: str
    transfer: Transfer
    verdict: Verdict  # the newest
    policy_hash: str  # of that verdict


@dataclass(frozen=True, slots=True)
class RecordedIncident:
    """An incident in one row of a list."""

    id: str
    key: str
    rule: str
    sender: str  # asset, else address
    recipient: str  # the policy's name, else address
    day: str  # YYYY-MM-DD in the processor's zone
    state: str
    severity: str
    predecessor: str | None
    transfers: int
    bytes: int
    opaque_bytes: int
    subjects: int  # at least so many persons, in the transfer with most
    first_ns: int
    last_ns: int
    classes: tuple[str, ...]
    countries: tuple[str, ...]  # of the receivers
    policy_hash: str  # of the judgement that holds it
    stands: bool  # False: the newest judgement of every transfer no longer asks for a review
    reasons: tuple[str, ...] = ()  # of the year's counts, where a threshold or a cap made it an incident
    basis: tuple[str, ...] = ()  # the same


@dataclass(frozen=True, slots=True)
class Judged:
    """How one policy judged the transfers of an incident."""

    policy_hash: str
    policy_name: str
    outcome: str
    transfers: int
    run_id: int  # the newest


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the record holds of one incident."""

    incident: RecordedIncident
    transfers: tuple[RecordedTransfer, ...]  # by time; see `omitted`
    omitted: int  # transfers of the incident beyond those
    findings: tuple[Classified, ...]  # over all transfers; `count` is of distinct values
    judgements: tuple[Judged, ...]
    history: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Transfers that are not clear, added up by who, what, where and outcome."""

    sender: str  # asset, else address
    data_class: str  # "" where nothing was read
    country: str
    jurisdiction: str
    outcome: str
    transfers: int
    bytes: int
    values: int  # distinct in each transfer, added up


@dataclass(frozen=True, slots=True)
class Destination:
    """Transfers of one outcome to one recipient."""

    outcome: str
    recipient: str
    name: str  # a host name seen, "" where none
    country: str
    jurisdiction: str
    confidence: str
    source: str
    lawful_path: str
    transfers: int
    bytes: int
    opaque_bytes: int


@dataclass(frozen=True, slots=True)
class ClearCrossing:
    """Clear transfers by destination country and protocol."""

    country: str
    protocol: str
    transfers: int
    bytes: int
    networks: int  # recipient networks
