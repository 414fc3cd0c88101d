"""The tables of the record by name, with their columns and keys; `migrations` holds their full definition."""

from typing import Final

_COLUMNS: Final = {
    "policies": "hash name law_as_of wording",
    "runs": "id started_ns finished_ns version sensor policy_hash geo_sources geo_attribution key_id",
    "captures": "fingerprint path size first_ns last_ns sha256 complete run_id",
    "audits": "run_id capture path",
    "coverage": "capture frames decoded unread bytes damage counters",
    "transfers": "key capture run_id protocol sender sender_port receiver receiver_port client server first_ns last_ns"
    " bytes inspected opaque_bytes gaps budget names tunnel sender_country sender_place receiver_country"
    " receiver_place",
    "judgements": "transfer policy_hash run_id outcome rules severity reasons basis lawful_path subjects asset"
    " recipient day",
    "findings": "transfer policy_hash detector class weak run_id count confidence samples parts key_id digests",
    "evidence": "transfer frames first_frame last_frame offsets community_id sha256",
    "incidents": "id key serial rule sender recipient day state predecessor run_id",
    "incident_transfers": "incident transfer policy_hash severity",
    "reviews": "id incident at_ns from_state to_state reason reviewer",
    "scopes": "id year key_id kind groups groups_35273 groups_45574 classes recipient country paths counts",
    "scope_policies": "scope policy_hash",
    "people": "scope digest attached first_s",
    "settlements": "incident kind year subjects reasons basis stands run_id",
    "totals": "capture sender_network recipient_network recipient_country protocol hour run_id transfers bytes",
}

COLUMNS: Final = {name: tuple(columns.split()) for name, columns in _COLUMNS.items()}

KEYS: Final = {
    "policies": ("hash",),
    "captures": ("fingerprint",),
    "audits": ("run_id", "capture"),
    "coverage": ("capture",),
    "transfers": ("key",),
    "judgements": ("transfer", "policy_hash"),
    "findings": ("transfer", "policy_hash", "detector", "class", "weak"),
    "evidence": ("transfer",),
    "incident_transfers": ("incident", "transfer"),
    "scope_policies": ("scope", "policy_hash"),
    "settlements": ("incident",),
    "totals": ("capture", "sender_network", "recipient_network", "recipient_country", "protocol", "hour"),
}
"""Table -> its primary key, for the tables that are upserted."""
