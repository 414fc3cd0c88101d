"""The record as one JSON document: what the page shows, for programs (pure)."""

import json
from dataclasses import asdict
from typing import Any

from reports.headcount_lines import headcount_line
from reports.lines import capture_line, finding_line, rfc3339, transfer_line
from reports.recorded import Case, RecordedCapture, RecordedIncident, RecordedRun
from reports.review import Review
from reports.snapshot import Snapshot
from reports.summary import summarise

Line = dict[str, Any]


def export_json(snapshot: Snapshot) -> str:
    """The document, ending in a line feed; times are RFC 3339 in UTC."""
    summary = summarise(snapshot)
    content = {
        "generated": rfc3339(snapshot.at_ns),
        "not_legal_advice": True,
        "incidents": {"total": summary.incidents, "open": summary.open_incidents, "states": dict(summary.by_state)},
        "runs": [run_line(run) for run in snapshot.runs],
        "captures": [_capture_line(capture) for capture in snapshot.captures],
        "cases": [case_line(case) for case in snapshot.cases],
        "crossings": [asdict(crossing) for crossing in snapshot.crossings],
        "destinations": [asdict(destination) for destination in snapshot.destinations],
        "clear": [asdict(clear) for clear in snapshot.clear],
        "people": headcount_line(snapshot.people) if snapshot.people else None,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def incident_line(incident: RecordedIncident) -> Line:
    """One incident, as `kouan incidents list --json` prints it."""
    return {**asdict(incident), "first": rfc3339(incident.first_ns), "last": rfc3339(incident.last_ns)}


def case_line(case: Case) -> Line:
    """Everything of one incident, as `kouan incidents show --json` prints it."""
    return {
        **incident_line(case.incident),
        "findings": [finding_line(finding) for finding in case.findings],
        "judgements": [asdict(judgement) for judgement in case.judgements],
        "history": [review_line(step) for step in case.history],
        "transfers_shown": [
            {
                **transfer_line(one.judged),
                "policy_hash": one.policy_hash,
                "run": one.run_id,
                "evidence": asdict(one.judged.evidence),
            }
            for one in case.transfers
        ],
        "transfers_omitted": case.omitted,
    }


def review_line(step: Review) -> Line:
    """One step of a history."""
    return {
        "at": rfc3339(step.at_ns),
        "from": step.from_state,
        "to": step.to_state,
        "reason": step.reason,
        "by": step.reviewer,
    }


def run_line(recorded: RecordedRun) -> Line:
    """One run."""
    run = recorded.run
    return {
        "run": recorded.id,
        "started": rfc3339(run.started_ns),
        "finished": rfc3339(recorded.finished_ns) if recorded.finished_ns else None,
        "captures": recorded.captures,
        "version": run.version,
        "sensor": run.sensor,
        "policy": run.policy_name,
        "policy_hash": run.policy_hash,
        "law_as_of": run.law_as_of,
        "geo_sources": list(run.geo_sources),
        "geo_attribution": list(run.geo_attribution),
        "key_id": run.key_id,
    }


def _capture_line(recorded: RecordedCapture) -> Line:
    return {**capture_line(recorded.capture), "complete": recorded.complete, "run": recorded.run_id}
