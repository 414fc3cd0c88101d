"""Filing transfers under incidents: which one a transfer joins, and when a new one is opened."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reports.identity import (
    ID_DIGITS,
    SEVERITIES,
    incident_id,
    incident_key,
    opens_incident,
    recipient_of,
    sender_of,
)
from reports.incident import JudgedTransfer, RecordedCounts
from reports.recorder.bulk import put
from reports.recorder.rows import storable
from reports.recorder.statements import STATEMENTS
from reports.review import SETTLED


@dataclass(frozen=True, slots=True)
class _Newest:
    id: str
    serial: int
    state: str


def file_incidents(
    driver: sqlite3.Connection, run_id: int, policy_hash: str, transfers: Sequence[JudgedTransfer]
) -> RecordedCounts:
    """Files every transfer that opens an incident under (rule, sender, recipient, day).

    A transfer stays where it is. A new one joins the newest incident of its key, or opens a
    successor where that one is settled.
    """
    by_key = _by_key(transfers)
    newest = _newest_of(driver, by_key)
    held = _held(driver, [judged.key for members in by_key.values() for judged in members])
    taken = _taken(driver, by_key)
    opened: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for key, group in by_key.items():
        joined = [judged for judged in group if (key, judged.key) not in held]
        target = newest[key].id if key in newest else ""
        if joined and (key not in newest or newest[key].state in SETTLED):
            opened.append(_opened(run_id, key, group[0], newest.get(key), taken))
            target = opened[-1]["id"]
        members += [_member(held.get((key, judged.key), target), policy_hash, judged) for judged in group]
    driver.executemany(STATEMENTS["open_incident"], opened)
    put(driver, "incident_transfers", members)
    return RecordedCounts(len(transfers), len({member["incident"] for member in members}), len(opened))


def _by_key(transfers: Iterable[JudgedTransfer]) -> dict[str, list[JudgedTransfer]]:
    groups: dict[str, list[JudgedTransfer]] = defaultdict(list)
    for judged in transfers:
        verdict = judged.verdict
        if opens_incident(verdict):
            sender, recipient = sender_of(judged.transfer, verdict), recipient_of(judged.transfer, verdict)
            groups[incident_key(verdict.rules[0], sender, recipient, verdict.day)].append(judged)
    return groups


def _rows_for(driver: sqlite3.Connection, statement: str, keys: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement that asks for some keys, given as one JSON array whatever their number."""
    wanted = list(keys)
    return iter(driver.execute(STATEMENTS[statement], {"keys": json.dumps(wanted)}) if wanted else ())


def _newest_of(driver: sqlite3.Connection, keys: Iterable[str]) -> dict[str, _Newest]:
    return {key: _Newest(*newest) for key, *newest in _rows_for(driver, "incidents_of_keys", keys)}


def _held(driver: sqlite3.Connection, transfers: Iterable[str]) -> dict[tuple[str, str], str]:
    """(incident key, transfer) -> id of the incident that has the transfer."""
    return {(key, transfer): name for key, transfer, name in _rows_for(driver, "incidents_of_transfers", transfers)}


def _taken(driver: sqlite3.Connection, keys: Iterable[str]) -> set[str]:
    """Ids in use among those the keys would get: eight digits do collide in a large record."""
    return {name for (name,) in _rows_for(driver, "ids_in_use", (incident_id(key, 0) for key in keys))}


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
