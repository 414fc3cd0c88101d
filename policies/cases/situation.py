"""From the facts of a case to the transfer that is judged.

A place is what the case says (`from`, `to`); else what the policy knows of the address: its overrides that hold on the
day, and where it puts private space. Any other sender is in the mainland, any other receiver abroad. No database is
asked, so a case means the same everywhere.
"""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from geo.border import Border
from geo.knowledge import Knowledge
from geo.locate import Atlas
from geo.overrides import Overrides, in_force, read_overrides
from geo.place import Jurisdiction, Place
from policies.cases.case import Case, Entry
from policies.finding import Tally
from policies.policy import Policy
from policies.transfer import Transfer

SECOND_NS: Final = 1_000_000_000
NOON: Final = datetime.time(12)
EARLIEST: Final = "2026-01-01"
"""The day of a case where neither it nor the policy's `law_as_of` says one."""
WORDS: Final = {jurisdiction.label: jurisdiction for jurisdiction in Jurisdiction}
SIDES: Final = {"from": Jurisdiction.MAINLAND, "to": Jurisdiction.OUTSIDE}
ASSUMED: Final = "assumed"
"""`Place.confidence` of private space that no override places."""
PORTS: Final = {"initiator": (40000, 443), "responder": (443, 40000)}


def transfer_of(case: Case) -> Transfer:
    """The transfer of a case, at noon of its day in the policy's zone where it gives no time."""
    given, policy = case.given, case.policy
    instant = _instant(given, policy)
    atlas = _atlas(policy, instant.astimezone(policy.zone).date())
    sender, receiver = given["sender"], given["receiver"]
    client, server = (sender, receiver) if given["role"] == "initiator" else (receiver, sender)
    sender_port, receiver_port = PORTS[given["role"]]
    nanoseconds = int(instant.timestamp()) * SECOND_NS
    return Transfer(
        protocol=given["protocol"],
        sender=sender,
        sender_port=sender_port,
        receiver=receiver,
        receiver_port=receiver_port,
        client=client,
        server=server,
        first_ns=nanoseconds,
        last_ns=nanoseconds,
        bytes=max(given["bytes"], given["opaque_bytes"]),
        sender_place=_place(given, "from", sender, atlas, policy),
        receiver_place=_place(given, "to", receiver, atlas, policy),
        inspected=not given["opaque_bytes"],
        opaque_bytes=given["opaque_bytes"],
        gaps=given["gaps"],
        names=tuple(given["names"]),
        findings=tuple(map(_tally, given["findings"])),
    )


def _instant(given: Entry, policy: Policy) -> datetime.datetime:
    if given["time"]:
        return datetime.datetime.fromisoformat(given["time"])
    day = datetime.date.fromisoformat(given["day"] or policy.law_as_of or EARLIEST)
    return datetime.datetime.combine(day, NOON, policy.zone)


def _atlas(policy: Policy, day: datetime.date) -> Atlas:
    """What the policy itself knows of addresses on the day."""
    wanted = policy.border
    border = Border(frozenset(wanted.mainland), wanted.disputed, wanted.unknown, wanted.private_default)
    overrides = Overrides(in_force(read_overrides(policy.geo_overrides, f"policy {policy.name}"), day))
    return Atlas(Knowledge((), overrides, border))


def _place(given: Mapping[str, Any], side: str, address: str, atlas: Atlas, policy: Policy) -> Place:
    word, asn = given[side], given["asn"] if side == "to" else 0
    if word in WORDS:
        return Place("", "", WORDS[word], "high", "case", asn=asn)
    if word:
        home = word in policy.border.mainland
        jurisdiction = Jurisdiction.MAINLAND if home else Jurisdiction.OUTSIDE
        return Place(word, given["registered_in"] or word, jurisdiction, "high", "case", asn=asn)
    known = atlas.place(address)
    if known.confidence == ASSUMED or known.source.startswith("override"):
        return replace(known, asn=asn)
    return Place("", "", SIDES[side], "high", "case", asn=asn)


def _tally(found: Mapping[str, Any]) -> Tally:
    parts = tuple(found["parts"][:5])
    return Tally(found["detector"], found["count"], found["confidence"], samples=(), parts=parts)
