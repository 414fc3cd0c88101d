"""Filing transfers under incidents: which one a transfer joins, and when a new one is opened."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A transfer that is filed under an incident, and what names that."""

    key: str
    rule: str
    sender: str
    recipient: str
    day: str
    severity: str
    transfer: str
    policy_hash: str  # of the judgement that filed it


@dataclass(frozen=True, slots=True)
class Filed:
    """Which incidents the entries went to."""

    members: int
    opened: int
    incidents: Mapping[str, tuple[str, ...]]  # key -> ids


def file_incidents(
    driver: sqlite3.Connection, run_id: int, policy_hash: str, transfers: Sequence[JudgedTransfer]
) -> RecordedCounts:
    """Files every transfer that opens an incident under (rule, sender, recipient, day)."""
    filed = file_entries(driver, run_id, _entries(policy_hash, transfers))
    return RecordedCounts(
        len(transfers), len({name for names in filed.incidents.values() for name in names}), filed.opened
    )


def file_entries(driver: sqlite3.Connection, run_id: int, entries: Iterable[Entry]) -> Filed:
    """Files transfers under incidents.

    A transfer stays where it is. A new one joins the newest incident of its key, or opens a
    successor where that one is settled.
    """
    by_key: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_key[entry.key].append(entry)
    newest = _newest_of(driver, by_key)
    held = _held(driver, [entry.transfer for members in by_key.values() for entry in members])
    taken = _taken(driver, by_key)
    opened: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for key, group in by_key.items():
        joined = [entry for entry in group if (key, entry.transfer) not in held]
        target = newest[key].id if key in newest else ""
        if joined and (key not in newest or newest[key].state in SETTLED):
            opened.append(_opened(run_id, group[0], newest.get(key), taken))
            target = opened[-1]["id"]
        members += [_member(held.get((key, entry.transfer), target), entry) for entry in group]
    driver.executemany(STATEMENTS["open_incident"], opened)
    put(driver, "incident_transfers", members)
    names: dict[str, set[str]] = defaultdict(set)
    for member, entry in zip(members, (entry for group in by_key.values() for entry in group), strict=True):
        names[entry.key].add(member["incident"])
    return Filed(len(members), len(opened), {key: tuple(sorted(found)) for key, found in names.items()})


def _entries(policy_hash: str, transfers: Iterable[JudgedTransfer]) -> Iterator[Entry]:
    for judged in transfers:
        verdict = judged.verdict
        if opens_incident(verdict):
            rule, day = verdict.rules[0], verdict.day
            sender, recipient = sender_of(judged.transfer, verdict), recipient_of(judged.transfer, verdict)
            key = incident_key(rule, sender, recipient, day)
            yield Entry(key, rule, sender, recipient, day, verdict.severity, judged.key, policy_hash)


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


def _opened(run_id: int, entry: Entry, before: _Newest | None, taken: set[str]) -> dict[str, Any]:
    serial = before.serial + 1 if before else 0
    name = incident_id(entry.key, serial)
    if name in taken:
        name = incident_id(entry.key, serial, ID_DIGITS * 2)
    taken.add(name)
    return {
        "id": name,
        "key": entry.key,
        "serial": serial,
        "rule": entry.rule,
        "sender": entry.sender,
        "recipient": storable(entry.recipient),
        "day": entry.day,
        "state": "new",
        "predecessor": before.id if before else None,
        "run_id": run_id,
    }


def _member(incident: str, entry: Entry) -> dict[str, Any]:
    return {
        "incident": incident,
        "transfer": entry.transfer,
        "policy_hash": entry.policy_hash,
        "severity": SEVERITIES.index(entry.severity),
    }
