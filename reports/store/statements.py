"""What an audit writes, as SQLAlchemy expressions; their text is kept for `reports.recorder` (see `render`)."""

from collections.abc import Iterator
from typing import Any, Literal

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Select,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as insert_or

from reports.recorder.tables import KEYS
from reports.store import schema
from reports.store.schema import findings, incident_transfers, incidents, judgements, runs, totals, transfers, upsert

Value = ColumnElement[Any]
Style = Literal["qmark", "named"]

HEADING = """-- Rendered from reports/store/statements.py by scripts/render_statements.py; do not edit.
"""


def render() -> str:
    """The text of every statement, each behind a line with its name."""
    upserts = {f"put_{table.name}": upsert(table) for table in schema.TABLES if table.name in KEYS}
    blocks = [f"-- {name}\n{_text(statement, 'qmark')};\n" for name, statement in upserts.items()]
    blocks += [f"-- {name}\n{_text(statement, 'named')};\n" for name, statement in _named()]
    return "\n".join((HEADING, *blocks))


def _text(statement: ClauseElement, style: Style) -> str:
    return str(statement.compile(dialect=sqlite.dialect(paramstyle=style)))


def _named() -> Iterator[tuple[str, ClauseElement]]:
    run: Value = bindparam("run")
    policy: Value = bindparam("policy")
    capture: Value = bindparam("capture")
    yield "begin_run", insert(runs).values({c.name: bindparam(c.name) for c in runs.columns if c.name != "id"})
    yield "finish_run", update(runs).where(runs.c.id == run).values(finished_ns=bindparam("finished_ns"))
    yield "policy_and_key", select(runs.c.policy_hash, runs.c.key_id).where(runs.c.id == run)
    yield "incidents_of_keys", _incidents_of_keys()
    yield "incidents_of_transfers", _incidents_of_transfers()
    yield "ids_in_use", select(incidents.c.id).where(incidents.c.id.in_(_keys()))
    yield "open_incident", insert(incidents).values({c.name: bindparam(c.name) for c in incidents.columns})
    yield "sweep_totals", delete(totals).where(totals.c.capture == capture, totals.c.run_id != run)
    yield "sweep_findings", _sweep_findings(run, policy, capture)
    left = (transfers.c.capture == capture) & (transfers.c.run_id != run)
    yield "clear_left", _clear(run, policy, left)
    yield "adopt_left", update(transfers).where(left).values(run_id=run)


def _keys() -> Select[Any]:
    """The elements of one JSON array: as many keys as there are, in one value."""
    return select(column("value")).select_from(func.json_each(bindparam("keys")))


def _incidents_of_keys() -> Select[Any]:
    wanted = select(incidents.c.key, incidents.c.id, incidents.c.serial, incidents.c.state)
    return wanted.where(incidents.c.key.in_(_keys())).order_by(incidents.c.serial)


def _incidents_of_transfers() -> Select[Any]:
    members = incident_transfers
    return (
        select(incidents.c.key, members.c.transfer, incidents.c.id)
        .join_from(members, incidents, incidents.c.id == members.c.incident)
        .where(members.c.transfer.in_(_keys()))
        .order_by(incidents.c.serial)
    )


def _sweep_findings(run: Value, policy: Value, capture: Value) -> Any:
    """Findings of an earlier run in transfers that this run wrote again."""
    written = select(transfers.c.key).where(transfers.c.capture == capture, transfers.c.run_id == run)
    return delete(findings).where(
        findings.c.policy_hash == policy, findings.c.run_id != run, findings.c.transfer.in_(written)
    )


def _clear(run: Value, policy: Value, left: ColumnElement[bool]) -> Insert:
    """A judgement that clears each transfer which an earlier run wrote and this one did not."""
    nothing: Value = literal_column("''")
    none: Value = literal_column("'[]'")
    values: dict[str, Any] = {
        "transfer": transfers.c.key,
        "policy_hash": policy,
        "run_id": run,
        "outcome": literal_column("'clear'"),
        **dict.fromkeys(("rules", "reasons", "basis"), none),
        **dict.fromkeys(("severity", "asset", "recipient", "day"), nothing),
        "subjects": literal_column("0"),
    }
    statement = insert_or(judgements).from_select(list(values), select(*values.values()).where(left))
    changed = {name: statement.excluded[name] for name in ("outcome", "run_id")}
    return statement.on_conflict_do_update(index_elements=KEYS["judgements"], set_=changed)
