"""What an audit writes, as SQLAlchemy expressions; their text is kept for `reports.recorder` (see `render`)."""

from collections.abc import Iterator
from typing import Any, Literal

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Select,
    Subquery,
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
from reports.store.schema import (
    captures,
    findings,
    incident_transfers,
    incidents,
    judgements,
    people,
    runs,
    scope_policies,
    scopes,
    settlements,
    totals,
    transfers,
    upsert,
)

Value = ColumnElement[Any]
Style = Literal["qmark", "named"]

ZERO: Value = literal_column("0")
ONE: Value = literal_column("1")
NOTHING: Value = literal_column("''")

HEADING = """-- Rendered from reports/store/statements.py by scripts/render_statements.py; do not edit.
"""


def render() -> str:
    """The text of every statement, each behind a line with its name."""
    upserts = {f"put_{table.name}": upsert(table) for table in schema.TABLES if table.name in KEYS}
    blocks = [f"-- {name}\n{_text(statement, 'qmark')};\n" for name, statement in upserts.items()]
    blocks.append(f"-- enter_people\n{_text(_enter_people(), 'qmark')};\n")
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
    yield "open_scope", _open_scope()
    yield "scope_id", select(scopes.c.id).where(*(c == bindparam(c.name) for c in _attributes()))
    yield "scopes_of_year", _scopes_of_year()
    yield "people_in_scope", select(*_heads(people.c.attached)).where(people.c.scope == bindparam("scope"))
    yield "people_by_kind", _people_by_kind()
    yield "first_of_person", _first_of_person()
    yield "rows_of_scope", _rows_of_scope()
    yield "newest_key", select(runs.c.key_id).order_by(runs.c.id.desc()).limit(ONE).offset(ZERO)
    yield "observed", _observed()
    yield "opaque_by_asset", _opaque_by_asset()
    yield "exports_since", _exports_since()
    yield "exports_by_path", _exports().where(judgements.c.lawful_path.is_not(None))
    yield "unsettle", _unsettle(run)
    yield "sweep_totals", delete(totals).where(totals.c.capture == capture, totals.c.run_id != run)
    yield "sweep_findings", _sweep_findings(run, policy, capture)
    left = (transfers.c.capture == capture) & (transfers.c.run_id != run)
    yield "clear_left", _clear(run, policy, left)
    yield "adopt_left", update(transfers).where(left).values(run_id=run)


def _attributes() -> list[ColumnElement[Any]]:
    return [column for column in scopes.columns if column.name != "id"]


def _open_scope() -> Insert:
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in _attributes()}
    return insert_or(scopes).values(values).on_conflict_do_nothing()


def _enter_people() -> Insert:
    """A union: what is known of a digest only grows, whatever the order in which it is told."""
    statement = insert_or(people)
    told = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=("scope", "digest"),
        set_={
            "attached": func.max(people.c.attached, told.attached),
            "first_s": func.min(people.c.first_s, told.first_s),
        },
        where=(told.attached > people.c.attached) | (told.first_s < people.c.first_s),
    )


def _scopes_of_year() -> Select[Any]:
    """Those under one key that some policy wrote by which a capture was audited last."""
    judged: Select[Any] = (
        select(ONE)
        .select_from(scope_policies)
        .join(runs, runs.c.policy_hash == scope_policies.c.policy_hash)
        .join(captures, captures.c.run_id == runs.c.id)
        .where(scope_policies.c.scope == scopes.c.id)
    )
    key: Value = bindparam("key_id")
    return select(*scopes.c).where(scopes.c.year == bindparam("year"), scopes.c.key_id == key, judged.exists())


def _heads(attached: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return func.count(), func.coalesce(func.sum(ONE - attached), ZERO)


def _persons() -> Subquery:
    """Each identifier of some scopes once, whatever scopes it is in."""
    return (
        select(
            scopes.c.kind, func.max(people.c.attached).label("attached"), func.min(people.c.first_s).label("first_s")
        )
        .join_from(people, scopes, scopes.c.id == people.c.scope)
        .where(people.c.scope.in_(_keys()))
        .group_by(scopes.c.kind, people.c.digest)
        .subquery()
    )


def _people_by_kind() -> Select[Any]:
    each = _persons()
    return select(*_heads(each.c.attached)).group_by(each.c.kind)


def _first_of_person() -> Select[Any]:
    each = _persons()
    person: Value = bindparam("number")
    return select(each.c.first_s).where(each.c.attached == ZERO).order_by(each.c.first_s).limit(ONE).offset(person)


def _rows_of_scope() -> Select[Any]:
    return select(people.c.digest, people.c.attached, people.c.first_s).where(people.c.scope == bindparam("scope"))


def _observed() -> Select[Any]:
    begin: Value = bindparam("begin_ns")
    end: Value = bindparam("end_ns")
    wanted = select(func.min(captures.c.first_ns), func.max(captures.c.last_ns))
    return wanted.where(captures.c.last_ns >= begin, captures.c.first_ns < end, captures.c.last_ns > ZERO)


def _in_year() -> ColumnElement[bool]:
    return judgements.c.day.between(bindparam("first_day"), bindparam("last_day"))


def _judged_now() -> ColumnElement[bool]:
    return (judgements.c.transfer == transfers.c.key) & (judgements.c.run_id == transfers.c.run_id)


def _opaque_by_asset() -> Select[Any]:
    group = (transfers.c.capture, judgements.c.asset)
    wanted = select(*group, func.sum(transfers.c.opaque_bytes)).join_from(judgements, transfers, _judged_now())
    return wanted.where(_in_year(), transfers.c.opaque_bytes > ZERO, judgements.c.asset != NOTHING).group_by(*group)


def _exports_since() -> Select[Any]:
    """Those in which one of some classes was found."""
    held: Select[Any] = (
        select(ONE)
        .select_from(findings)
        .where(
            findings.c.transfer == judgements.c.transfer,
            findings.c.policy_hash == judgements.c.policy_hash,
            findings.c.weak == ZERO,
            findings.c["class"].in_(_keys()),
        )
    )
    return _exports().where(held.exists())


def _exports() -> Select[Any]:
    """Exports of a year, from a time on, as judged last."""
    names = (judgements.c.asset, judgements.c.recipient, judgements.c.day, judgements.c.policy_hash)
    return (
        select(transfers.c.key, transfers.c.sender, transfers.c.receiver, *names)
        .add_columns(func.coalesce(judgements.c.lawful_path, NOTHING).label("paths"), judgements.c.outcome)
        .add_columns(transfers.c.first_ns, transfers.c.bytes)
        .join_from(judgements, transfers, _judged_now())
        .where(_in_year(), transfers.c.first_ns >= bindparam("since_ns"))
        .order_by(transfers.c.first_ns, transfers.c.key)
    )


def _unsettle(run: Value) -> Any:
    settled = settlements
    changed = update(settled).where(settled.c.year == bindparam("year"), settled.c.run_id != run)
    return changed.values(stands=ZERO)


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
    none: Value = literal_column("'[]'")
    values: dict[str, Any] = {
        "transfer": transfers.c.key,
        "policy_hash": policy,
        "run_id": run,
        "outcome": literal_column("'clear'"),
        **dict.fromkeys(("rules", "reasons", "basis"), none),
        **dict.fromkeys(("severity", "asset", "recipient", "day"), NOTHING),
        "subjects": ZERO,
    }
    statement = insert_or(judgements).from_select(list(values), select(*values.values()).where(left))
    changed = {name: statement.excluded[name] for name in ("outcome", "run_id")}
    return statement.on_conflict_do_update(index_elements=KEYS["judgements"], set_=changed)
