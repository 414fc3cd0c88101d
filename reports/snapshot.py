"""One look at the whole record: what a report is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.headcount import Headcount
from reports.recorded import Case, ClearCrossing, Crossing, Destination, RecordedCapture, RecordedRun
from reports.wording import Wording, wording

if TYPE_CHECKING:
    from reports.store import Store

MOST_CASES: Final = 200
"""Incidents a page holds: more make it too heavy to open."""

MOST_EXPORTED: Final = 5_000
MOST_TRANSFERS: Final = 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The record at one time. `cases` are the worst and newest incidents; all are in `incident_counts`."""

    at_ns: int
    runs: tuple[RecordedRun, ...]  # the newest first
    captures: tuple[RecordedCapture, ...]
    cases: tuple[Case, ...]
    incident_counts: Mapping[tuple[str, str], int]  # (state, severity) -> incidents
    crossings: tuple[Crossing, ...]
    destinations: tuple[Destination, ...]
    clear: tuple[ClearCrossing, ...]
    people: Headcount | None = None

    @property
    def wording(self) -> Wording:
        """The words of the policy of the newest run."""
        return wording(self.runs[0].run.policy_json) if self.runs else Wording()

    def wordings(self) -> dict[str, Wording]:
        """Policy hash -> its words, for every policy of the record."""
        texts = {run.run.policy_hash: run.run.policy_json for run in self.runs}
        return {policy_hash: wording(text) for policy_hash, text in texts.items()}


def take_snapshot(store: "Store", at_ns: int, *, cases: int = MOST_CASES, transfers: int = MOST_TRANSFERS) -> Snapshot:
    """Reads the record, with at most `cases` incidents and of each at most `transfers` transfers."""
    return Snapshot(
        at_ns=at_ns,
        runs=store.runs(),
        captures=store.captures(),
        cases=store.cases(cases, transfers=transfers),
        incident_counts=store.incident_counts(),
        crossings=store.crossings(),
        destinations=store.destinations(),
        clear=store.clear_crossings(),
        people=store.people(),
    )
