"""The ledger of people: who left in which year, group and company, by keyed digests; written so that order is nothing.

A row is what a set and two extremes make of all records that were ever seen: a digest is in a scope or is not, is
attached if any record attached it, and left first at the earliest time. So the same capture twice, captures in any
order, and several sensors under one key come to the same rows, and a killed audit is completed by the next.

Of a digest LEDGER_BYTES are kept: that any two of ten million people share them has a chance of 4 in 10^11.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from policies.census import Counted
from policies.digest import DIGEST_BYTES
from policies.verdict import PATHS_APART
from reports.incident import JudgedTransfer
from reports.recorder import rows
from reports.recorder.bulk import put
from reports.recorder.statements import STATEMENTS

LEDGER_BYTES: Final = 10

_SECOND_NS: Final = 1_000_000_000
_FIRST_YEAR: Final = 1970


def enter_people(
    driver: sqlite3.Connection, policy_hash: str, key_id: str, transfers: Iterable[JudgedTransfer]
) -> None:
    """Enters the people of exports, in the caller's transaction."""
    ids: dict[tuple[object, ...], int] = {}
    for judged in transfers:
        for counted in judged.people:
            row = _scope(key_id, judged, counted)
            values = tuple(row.values())
            if values not in ids:
                ids[values] = _scope_id(driver, row)
                put(driver, "scope_policies", [{"scope": ids[values], "policy_hash": policy_hash}])
            first_s = judged.transfer.first_ns // _SECOND_NS
            driver.executemany(STATEMENTS["enter_people"], _rows(ids[values], counted, first_s))


def _scope(key_id: str, judged: JudgedTransfer, counted: Counted) -> dict[str, object]:
    """What people are counted under. A receiver that the policy does not name is told by its country alone."""
    transfer, verdict = judged.transfer, judged.verdict
    paths = sorted(verdict.lawful_path.split(PATHS_APART)) if verdict.lawful_path else []
    return {
        "year": int(verdict.day[:4]) if verdict.day else _FIRST_YEAR,
        "key_id": key_id,
        "kind": counted.kind,
        "groups": counted.groups.chosen,
        "groups_35273": counted.groups.under_35273,
        "groups_45574": counted.groups.under_45574,
        "classes": rows.json_text(counted.classes),
        "recipient": rows.storable(verdict.recipient),
        "country": transfer.receiver_place.country,
        "paths": rows.json_text(paths),
        "counts": int(counted.counts),
    }


def _scope_id(driver: sqlite3.Connection, row: dict[str, object]) -> int:
    driver.execute(STATEMENTS["open_scope"], row)
    return int(driver.execute(STATEMENTS["scope_id"], row).fetchone()[0])


def _rows(scope: int, counted: Counted, first_s: int) -> Iterator[Sequence[object]]:
    digests, attached = counted.digests, counted.attached
    for number, at in enumerate(range(0, len(digests), DIGEST_BYTES)):
        yield scope, digests[at : at + LEDGER_BYTES], attached[number], first_s
