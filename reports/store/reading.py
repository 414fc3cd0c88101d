"""Reading the record: each query gives plain values of `reports.recorded`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from policies.verdict import Classified
from reports.identity import SEVERITIES
from reports.recorded import (
    Case,
    Judged,
    RecordedCapture,
    RecordedIncident,
    RecordedRun,
    RecordedTransfer,
)
from reports.recorder import rows
from reports.recorder.rows import DIGEST_BYTES, Row
from reports.review import Review
from reports.store import schema
from reports.store.engine import fetch

runs, captures, transfers, judgements = schema.runs, schema.captures, schema.transfers, schema.judgements
incidents, members, findings = schema.incidents, schema.incident_transfers, schema.findings


def read_runs(connection: Connection) -> tuple[RecordedRun, ...]:
    """All runs, the newest first."""
    audited = select(func.count()).where(schema.audits.c.run_id == runs.c.id).scalar_subquery()
    wanted = (
        select(*runs.c, schema.policies.c.name, schema.policies.c.law_as_of, schema.policies.c.wording)
        .add_columns(audited.label("captures"))
        .join_from(runs, schema.policies, schema.policies.c.hash == runs.c.policy_hash)
        .order_by(runs.c.id.desc())
    )
    return tuple(
        RecordedRun(row["id"], rows.run_of(row), row["finished_ns"], row["captures"])
        for row in fetch(connection, wanted)
    )


def read_captures(connection: Connection) -> tuple[RecordedCapture, ...]:
    """All captures with what was and was not seen of them, by path."""
    coverage = schema.coverage
    wanted = (
        select(*captures.c, *(column for column in coverage.c if column.name != "capture"))
        .join_from(captures, coverage, coverage.c.capture == captures.c.fingerprint)
        .order_by(captures.c.path, captures.c.fingerprint)
    )
    return tuple(
        RecordedCapture(rows.capture_of(row), bool(row["complete"]), row["run_id"]) for row in fetch(connection, wanted)
    )


def read_incidents(
    connection: Connection,
    *,
    state: str | None = None,
    severity: str | None = None,
    limit: int | None = None,
    only: str | None = None,
) -> tuple[RecordedIncident, ...]:
    """Incidents, the worst first, then the newest."""
    wanted = _incidents()
    if state is not None:
        wanted = wanted.where(incidents.c.state == state)
    if only is not None:
        wanted = wanted.where(incidents.c.id == only)
    if severity is not None:
        wanted = wanted.having(func.max(members.c.severity) == SEVERITIES.index(severity))
    found = fetch(connection, wanted.limit(limit))
    classes = _classes(connection, [row["id"] for row in found])
    return tuple(_incident_of(row, classes) for row in found)


def count_incidents(connection: Connection) -> dict[tuple[str, str], int]:
    """(state, severity) -> incidents."""
    worst = (
        select(incidents.c.state, func.max(members.c.severity).label("severity"))
        .join_from(incidents, members, members.c.incident == incidents.c.id)
        .group_by(incidents.c.id)
        .subquery()
    )
    wanted = select(worst.c.state, worst.c.severity, func.count()).group_by(worst.c.state, worst.c.severity)
    return {(state, SEVERITIES[severity]): count for state, severity, count in connection.execute(wanted)}


def state_of(connection: Connection, incident: str) -> str | None:
    """The state of an incident, None where there is none of that id."""
    found = connection.scalar(select(incidents.c.state).where(incidents.c.id == incident))
    return None if found is None else str(found)


def names_of(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Incident key -> (id, state) of the newest incident of that key."""
    wanted = select(incidents.c.key, incidents.c.id, incidents.c.state).where(incidents.c.key.in_(list(keys)))
    return {key: (name, state) for key, name, state in connection.execute(wanted.order_by(incidents.c.serial))}


def read_policy(connection: Connection, digest: str) -> str:
    """What the record keeps of the policy with this hash, as JSON; "" where it knows none."""
    policies = schema.policies
    return connection.scalar(select(policies.c.wording).where(policies.c.hash == digest)) or ""


def read_detected(connection: Connection, incident: str) -> int | None:
    """When the run began that opened an incident (ns since 1970 UTC)."""
    wanted = select(runs.c.started_ns).join_from(incidents, runs, runs.c.id == incidents.c.run_id)
    return connection.scalar(wanted.where(incidents.c.id == incident))


def read_case(connection: Connection, incident: RecordedIncident, limit: int) -> Case:
    """Everything of one incident, of its transfers the first `limit`."""
    found = _finding_rows(connection, incident.id)
    shown = _transfers_of(connection, incident.id, limit, found)
    return Case(
        incident=incident,
        transfers=shown,
        omitted=incident.transfers - len(shown),
        findings=_united_findings(found),
        judgements=_judgements_of(connection, incident.id),
        history=_history_of(connection, incident.id),
    )


def _transfers_of(
    connection: Connection, incident: str, limit: int, findings_held: Iterable[Row]
) -> tuple[RecordedTransfer, ...]:
    """Each as the policy that filed it judged it last."""
    evidence = schema.evidence
    wanted = (
        select(*transfers.c, captures.c.path, *_but(judgements, "transfer", "run_id"), *_but(evidence, "transfer"))
        .add_columns(judgements.c.run_id.label("judged_in"))
        .join_from(members, transfers, transfers.c.key == members.c.transfer)
        .join(captures, captures.c.fingerprint == transfers.c.capture)
        .join(judgements, _filed_judgement())
        .join(evidence, evidence.c.transfer == transfers.c.key)
        .where(members.c.incident == incident)
        .order_by(transfers.c.first_ns, transfers.c.key)
        .limit(limit)
    )
    held: dict[str, list[Row]] = defaultdict(list)
    for row in findings_held:
        held[row["transfer"]].append(row)
    return tuple(
        RecordedTransfer(rows.judged_of(row, held[row["key"]]), row["policy_hash"], row["judged_in"])
        for row in fetch(connection, wanted)
    )


def _but(target: Any, *left_out: str) -> list[ColumnElement[Any]]:
    return [column for column in target.c if column.name not in left_out]


def _filed_judgement() -> ColumnElement[bool]:
    return (judgements.c.transfer == members.c.transfer) & (judgements.c.policy_hash == members.c.policy_hash)


def _incidents() -> Select[Any]:
    current = (judgements.c.transfer == transfers.c.key) & (judgements.c.run_id == transfers.c.run_id)
    filed = judgements.alias()
    of_member = (filed.c.transfer == members.c.transfer) & (filed.c.policy_hash == members.c.policy_hash)
    stands = case((judgements.c.outcome.in_(("incident", "opaque")) & (judgements.c.rules != "[]"), 1), else_=0)
    worst = func.max(members.c.severity)
    settled = schema.settlements
    return (
        select(*incidents.c, worst.label("worst"))
        .add_columns(func.coalesce(func.max(settled.c.stands), func.max(stands)).label("stands"))
        .add_columns(
            func.coalesce(func.max(settled.c.reasons), "[]").label("reasons"),
            func.coalesce(func.max(settled.c.basis), "[]").label("basis"),
        )
        .add_columns(
            func.count(transfers.c.key.distinct()).label("transfers"),
            func.sum(transfers.c.bytes).label("bytes"),
            func.sum(transfers.c.opaque_bytes).label("opaque_bytes"),
            func.coalesce(func.max(settled.c.subjects), func.max(filed.c.subjects)).label("subjects"),
            func.min(transfers.c.first_ns).label("first_ns"),
            func.max(transfers.c.last_ns).label("last_ns"),
            func.group_concat(transfers.c.receiver_country.distinct()).label("countries"),
            func.max(members.c.policy_hash).label("policy_hash"),
        )
        .join_from(incidents, members, members.c.incident == incidents.c.id)
        .join(transfers, transfers.c.key == members.c.transfer)
        .join(filed, of_member)
        .outerjoin(judgements, current)
        .outerjoin(settled, settled.c.incident == incidents.c.id)
        .group_by(incidents.c.id)
        .order_by(worst.desc(), func.max(transfers.c.last_ns).desc(), incidents.c.id)
    )


def _incident_of(row: Row, classes: Mapping[str, tuple[str, ...]]) -> RecordedIncident:
    plain = (
        "id", "key", "rule", "sender", "recipient", "day", "state", "predecessor", "transfers", "bytes",
        "opaque_bytes", "subjects", "first_ns", "last_ns", "policy_hash",
    )  # fmt: skip
    return RecordedIncident(
        **{name: row[name] for name in plain},
        severity=SEVERITIES[row["worst"]],
        classes=classes.get(row["id"], ()),
        countries=tuple(sorted(country for country in (row["countries"] or "").split(",") if country)),
        stands=bool(row["stands"]),
        reasons=rows.words_of(row["reasons"]),
        basis=rows.words_of(row["basis"]),
    )


def _classes(connection: Connection, found: Sequence[str]) -> dict[str, tuple[str, ...]]:
    wanted = (
        select(members.c.incident, findings.c["class"])
        .distinct()
        .join_from(members, findings, _filed_findings())
        .where(findings.c.weak == 0)
        .order_by(findings.c["class"])
    )
    if len(found) == 1:
        wanted = wanted.where(members.c.incident == found[0])
    classes: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for incident, name in connection.execute(wanted):
        classes[incident] += (name,)
    return classes


def _filed_findings() -> ColumnElement[bool]:
    return (findings.c.transfer == members.c.transfer) & (findings.c.policy_hash == members.c.policy_hash)


def _finding_rows(connection: Connection, incident: str) -> Sequence[Row]:
    wanted = (
        select(*findings.c)
        .join_from(members, findings, _filed_findings())
        .where(members.c.incident == incident)
        .order_by(findings.c.detector, findings.c["class"])
    )
    return fetch(connection, wanted)


def _united_findings(found: Iterable[Row]) -> tuple[Classified, ...]:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in found:
        if not row["weak"]:
            groups[row["detector"], row["class"]].append(row)
    return tuple(_united(name, held) for name, held in groups.items())


def _united(name: tuple[str, str], found: Iterable[Row]) -> Classified:
    each = [(rows.finding_of(row), row) for row in found]
    return Classified(
        *name,
        count=_distinct([row for _, row in each]),
        confidence=max(finding.confidence for finding, _ in each),
        samples=_first_five(sample for finding, _ in each for sample in finding.samples),
        parts=_first_five(part for finding, _ in each for part in finding.parts),
    )


def _first_five(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))[:5]


def _distinct(found: Sequence[Row]) -> int:
    """Distinct values over several transfers: exact under one key, else the most any key can prove."""
    by_key: dict[str, set[bytes]] = defaultdict(set)
    for row in found:
        held: bytes = row["digests"]
        by_key[row["key_id"]] |= {held[at : at + DIGEST_BYTES] for at in range(0, len(held), DIGEST_BYTES)}
    return max([int(row["count"]) for row in found] + [len(held) for held in by_key.values()])


def _judgements_of(connection: Connection, incident: str) -> tuple[Judged, ...]:
    wanted = (
        select(judgements.c.policy_hash, schema.policies.c.name, judgements.c.outcome)
        .add_columns(func.count().label("transfers"), func.max(judgements.c.run_id).label("run_id"))
        .join_from(members, judgements, judgements.c.transfer == members.c.transfer)
        .join(schema.policies, schema.policies.c.hash == judgements.c.policy_hash)
        .where(members.c.incident == incident)
        .group_by(judgements.c.policy_hash, judgements.c.outcome)
        .order_by(func.max(judgements.c.run_id), judgements.c.outcome)
    )
    return tuple(Judged(*row) for row in connection.execute(wanted))


def _history_of(connection: Connection, incident: str) -> tuple[Review, ...]:
    reviews = schema.reviews
    wanted = select(*_but(reviews, "id")).where(reviews.c.incident == incident).order_by(reviews.c.id)
    return tuple(Review(**row) for row in fetch(connection, wanted))
