"""Who is who in the record: the keys that make auditing again add nothing twice (pure)."""

import hashlib
from typing import Final

from policies.transfer import Transfer
from policies.verdict import Verdict

SEVERITIES: Final = ("", "low", "medium", "high", "critical")
"""From none to worst; the index is the rank."""

ID_DIGITS = 8
KEY_BYTES = 16


def opens_incident(verdict: Verdict) -> bool:
    """Whether an officer has to review it: a rule fired and nothing authorised the transfer."""
    return bool(verdict.rules) and verdict.outcome in {"incident", "opaque"}


def sender_of(transfer: Transfer, verdict: Verdict) -> str:
    """The sender as the incident names it: the policy's asset, else the address."""
    return verdict.asset or transfer.sender


def recipient_of(transfer: Transfer, verdict: Verdict) -> str:
    """The recipient as the incident names it: the policy's name, else the address."""
    return verdict.recipient or transfer.receiver


def incident_key(rule: str, sender: str, recipient: str, day: str) -> str:
    """The digest that names an incident: hex of BLAKE2b-128; the policy's hash is not part of it."""
    joined = "\0".join((rule, sender, recipient, day))
    return hashlib.blake2b(joined.encode("utf-8", "backslashreplace"), digest_size=KEY_BYTES).hexdigest()


def incident_id(key: str, serial: int, digits: int = ID_DIGITS) -> str:
    """The id for people, like `INC-3F9A2C7B`; `serial` counts the successors of a settled incident from 0."""
    digest = key if serial == 0 else hashlib.blake2b(f"{key}/{serial}".encode(), digest_size=KEY_BYTES).hexdigest()
    return f"INC-{digest[:digits].upper()}"
