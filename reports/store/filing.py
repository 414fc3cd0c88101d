"""Filing transfers under incidents: which one a transfer joins, and when a new one is opened."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from reports.identity import (
    ID_DIGITS,
    SEVERITIES,
    incident_id,
    incident_key,
    opens_incident,
    recipient_of,
    sender_of,
)
from reports.incident import JudgedTransfer
from reports.recorded import RecordedCounts
from reports.review import SETTLED
from reports.store import schema
from reports.store.bulk import put
from reports.store.rows import storable

LOOKED_UP = 500
"""Keys in one `IN (…)`: well under SQLite's limit on variables."""


@dataclass(frozen=True, slots=True)
class _Newest:
    id: str
    serial: int
    state: str


def file_incidents(
    connection: Connection, run_id: int, policy_hash: str, transfers: Sequence[JudgedTransfer]
) -> RecordedCounts:
    """Files every transfer that opens an incident under (rule, sender, recipient, day).

    A transfer stays where it is. A new one joins the newest incident of its key, or opens a
    successor where that one is settled.
    """
    by_key = _by_key(transfers)
    newest = _newest_of(connection, by_key)
    held = _held(connection, [judged.key for members in by_key.values() for judged in members])
    taken = _taken(connection, by_key)
    opened: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for key, group in by_key.items():
        joined = [judged for judged in group if (key, judged.key) not in held]
        target = newest[key].id if key in newest else ""
        if joined and (key not in newest or newest[key].state in SETTLED):
            opened.append(_opened(run_id, key, group[0], newest.get(key), taken))
            target = opened[-1]["id"]
        members += [_member(held.get((key, judged.key), target), policy_hash, judged) for judged in group]
    if opened:
        connection.execute(insert(schema.incidents), opened)
    put(connection, schema.incident_transfers, members)
    return RecordedCounts(len(transfers), len({member["incident"] for member in members}), len(opened))


def _by_key(transfers: Iterable[JudgedTransfer]) -> dict[str, list[JudgedTransfer]]:
    groups: dict[str, list[JudgedTransfer]] = defaultdict(list)
    for judged in transfers:
        verdict = judged.verdict
        if opens_incident(verdict):
            sender, recipient = sender_of(judged.transfer, verdict), recipient_of(judged.transfer, verdict)
            groups[incident_key(verdict.rules[0], sender, recipient, verdict.day)].append(judged)
    return groups


def _slices(keys: Iterable[str]) -> Iterator[list[str]]:
    every = list(keys)
    for start in range(0, len(every), LOOKED_UP):
        yield every[start : start + LOOKED_UP]


def _newest_of(connection: Connection, keys: Iterable[str]) -> dict[str, _Newest]:
    incidents = schema.incidents
    wanted = select(incidents.c.key, incidents.c.id, incidents.c.serial, incidents.c.state)
    newest: dict[str, _Newest] = {}
    for some in _slices(keys):
        for row in connection.execute(wanted.where(incidents.c.key.in_(some)).order_by(incidents.c.serial)):
            newest[row.key] = _Newest(row.id, row.serial, row.state)
    return newest


def _held(connection: Connection, transfers: Iterable[str]) -> dict[tuple[str, str], str]:
    """(incident key, transfer) -> id of the incident that has the transfer."""
    incidents, members = schema.incidents, schema.incident_transfers
    wanted = (
        select(incidents.c.key, members.c.transfer, incidents.c.id)
        .join_from(members, incidents, incidents.c.id == members.c.incident)
        .order_by(incidents.c.serial)
    )
    held: dict[tuple[str, str], str] = {}
    for some in _slices(transfers):
        for row in connection.execute(wanted.where(members.c.transfer.in_(some))):
            held[row.key, row.transfer] = row.id
    return held


def _taken(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Ids in use among those the keys would get: eight digits do collide in a large record."""
    found: set[str] = set()
    for some in _slices(incident_id(key, 0) for key in keys):
        found |= set(connection.scalars(select(schema.incidents.c.id).where(schema.incidents.c.id.in_(some))))
    return found


def _opened(run_id: int, key: str, judged: JudgedTransfer, before: _Newest | None, taken: set[str]) -> dict[str, Any]:
    serial = before.serial + 1 if before else 0
    name = incident_id(key, serial)
    if name in taken:
        name = incident_id(key, serial, ID_DIGITS * 2)
    taken.add(name)
    verdict = judged.verdict
    return {
        "id": name,
        "key": key,
        "serial": serial,
        "rule": verdict.rules[0],
        "sender": sender_of(judged.transfer, verdict),
        "recipient": storable(recipient_of(judged.transfer, verdict)),
        "day": verdict.day,
        "state": "new",
        "predecessor": before.id if before else None,
        "run_id": run_id,
    }


def _member(incident: str, policy_hash: str, judged: JudgedTransfer) -> dict[str, Any]:
    return {
        "incident": incident,
        "transfer": judged.key,
        "policy_hash": policy_hash,
        "severity": SEVERITIES.index(judged.verdict.severity),
    }
