"""Reading what was judged last, transfer by transfer, to judge it again; one page of rows in memory at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from policies.finding import Tally
from policies.transfer import Transfer
from reports.recorded import Replayed
from reports.recorder import rows
from reports.store import schema
from reports.store.engine import fetch

transfers, judgements, findings = schema.transfers, schema.judgements, schema.findings

PAGE_ROWS: Final = 500

Finder = tuple[str, str, int]
"""A transfer's key, the policy and the run that judged it."""


def replay(connection: Connection) -> Iterator[Replayed]:
    """Every recorded transfer with its newest verdict, by key."""
    current = (judgements.c.transfer == transfers.c.key) & (judgements.c.run_id == transfers.c.run_id)
    verdict = [column for column in judgements.c if column.name not in {"transfer", "run_id"}]
    wanted = select(*transfers.c, *verdict).join_from(transfers, judgements, current).order_by(transfers.c.key)
    last = ""
    while page := fetch(connection, wanted.where(transfers.c.key > last).limit(PAGE_ROWS)):
        last = page[-1]["key"]
        found = _findings(connection, [row["key"] for row in page])
        for row in page:
            yield _replayed(row, found[row["key"], row["policy_hash"], row["run_id"]])


def _findings(connection: Connection, keys: Iterable[str]) -> dict[Finder, list[rows.Row]]:
    """What was found in these transfers; what an older run found and a newer one did not is under the older one."""
    columns = [column for column in findings.c if column.name not in {"key_id", "digests"}]
    wanted = select(*columns).where(findings.c.transfer.in_(list(keys)))
    found: dict[Finder, list[rows.Row]] = defaultdict(list)
    for row in fetch(connection, wanted.order_by(findings.c.detector, findings.c.weak)):
        found[row["transfer"], row["policy_hash"], row["run_id"]].append(row)
    return found


def _replayed(row: rows.Row, found: Sequence[rows.Row]) -> Replayed:
    verdict = rows.verdict_of(row, found)
    tallies = tuple(
        Tally(one.detector, one.count, one.confidence, one.samples, one.parts)
        for one in (*verdict.findings, *verdict.weak)
    )
    transfer: Transfer = replace(rows.transfer_of(row), findings=tallies)
    return Replayed(row["key"], transfer, verdict, row["policy_hash"])
