"""The tables by name, as statements need them; `migrations` holds their full definition."""

from sqlalchemy import TableClause, column, table
from sqlalchemy.dialects.sqlite import Insert, insert


def _table(name: str, columns: str) -> TableClause:
    return table(name, *map(column, columns.split()))


policies = _table("policies", "hash name law_as_of wording")
runs = _table("runs", "id started_ns finished_ns version sensor policy_hash geo_sources geo_attribution key_id")
captures = _table("captures", "fingerprint path size first_ns last_ns sha256 complete run_id")
audits = _table("audits", "run_id capture path")
coverage = _table("coverage", "capture frames decoded unread bytes damage counters")
transfers = _table(
    "transfers",
    "key capture run_id protocol sender sender_port receiver receiver_port client server first_ns last_ns bytes"
    " inspected opaque_bytes gaps budget names tunnel sender_country sender_place receiver_country receiver_place",
)
judgements = _table(
    "judgements",
    "transfer policy_hash run_id outcome rules severity reasons basis lawful_path subjects asset recipient day",
)
findings = _table(
    "findings", "transfer policy_hash detector class weak run_id count confidence samples parts key_id digests"
)
evidence = _table("evidence", "transfer frames first_frame last_frame offsets community_id sha256")
incidents = _table("incidents", "id key serial rule sender recipient day state predecessor run_id")
incident_transfers = _table("incident_transfers", "incident transfer policy_hash severity")
reviews = _table("reviews", "id incident at_ns from_state to_state reason reviewer")
totals = _table(
    "totals",
    "capture sender_network recipient_network recipient_country protocol hour run_id transfers bytes",
)

TABLES = (
    policies, runs, captures, audits, coverage, transfers, judgements, findings, evidence, incidents,
    incident_transfers, reviews, totals,
)  # fmt: skip

KEYS = {
    "policies": ("hash",),
    "captures": ("fingerprint",),
    "audits": ("run_id", "capture"),
    "coverage": ("capture",),
    "transfers": ("key",),
    "judgements": ("transfer", "policy_hash"),
    "findings": ("transfer", "policy_hash", "detector", "class", "weak"),
    "evidence": ("transfer",),
    "incident_transfers": ("incident", "transfer"),
    "totals": ("capture", "sender_network", "recipient_network", "recipient_country", "protocol", "hour"),
}
"""Table -> its primary key, for the tables that are upserted."""


def upsert(target: TableClause) -> Insert:
    """An insert that, where the key exists, sets every other column to the new value: absolute, never added."""
    keys = KEYS[target.name]
    statement = insert(target)
    changed = {c.name: statement.excluded[c.name] for c in target.columns if c.name not in keys}
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
