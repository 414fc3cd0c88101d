"""The tables of the record as SQLAlchemy's expressions need them."""

from sqlalchemy import TableClause, column, table
from sqlalchemy.dialects.sqlite import Insert, insert

from reports.recorder.tables import COLUMNS, KEYS


def _table(name: str) -> TableClause:
    return table(name, *map(column, COLUMNS[name]))


policies, runs, captures = _table("policies"), _table("runs"), _table("captures")
audits, coverage, totals = _table("audits"), _table("coverage"), _table("totals")
transfers, judgements, findings = _table("transfers"), _table("judgements"), _table("findings")
evidence, incidents = _table("evidence"), _table("incidents")
scopes, scope_policies = _table("scopes"), _table("scope_policies")
people, settlements = _table("people"), _table("settlements")
incident_transfers, reviews = _table("incident_transfers"), _table("reviews")

TABLES = (
    policies, runs, captures, audits, coverage, transfers, judgements, findings, evidence, incidents,
    incident_transfers, reviews, totals, scopes, scope_policies, people, settlements,
)  # fmt: skip


def upsert(target: TableClause) -> Insert:
    """An insert that, where the key exists, sets every other column to the new value: absolute, never added."""
    keys = KEYS[target.name]
    statement = insert(target)
    changed = {c.name: statement.excluded[c.name] for c in target.columns if c.name not in keys}
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
