"""Why an incident is one: the reasons, articles and places of its transfers, each named once (pure)."""

from collections.abc import Iterable
from typing import TypeVar

from geo.place import Place
from reports import labels
from reports.recorded import Case
from reports.wording import LegalBasis, Wording, Words, both

T = TypeVar("T")

OVERRIDE = "override"
"""How the source of a place begins that the organisation itself stated."""


def reasons(case: Case) -> tuple[Words, ...]:
    """The distinct reasons of an incident's transfers, at most ten."""
    found = (reason for one in case.transfers for reason in one.judged.verdict.reasons)
    own = case.incident.reasons
    return tuple(map(both, _first((*own, *found), 10)))


def bases(case: Case, wording: Wording) -> tuple[LegalBasis, ...]:
    """The distinct articles of an incident's transfers, in force on their day."""
    found = (basis for one in case.transfers for basis in one.judged.verdict.basis)
    return tuple(map(wording.basis, _first((*case.incident.basis, *found), 20)))


def places(case: Case) -> tuple[tuple[str, Place], ...]:
    """The distinct places of an incident's transfers with "sender" or "receiver", at most three a side."""
    transfers = [one.judged.transfer for one in case.transfers]
    senders = _first((one.sender_place for one in transfers), 3)
    receivers = _first((one.receiver_place for one in transfers), 3)
    return (*(("sender", place) for place in senders), *(("receiver", place) for place in receivers))


def located(place: Place, wording: Wording) -> Words:
    """What is known of a place, and from what: a database locates, an override states, the rest is assumed."""
    named = named_place(place.country, place.jurisdiction.label, wording)
    if place.source.startswith(OVERRIDE):
        return Words(f"登记所示位置：{named.zh}", f"stated by an override: {named.en}")
    if place.country:
        return Words(f"数据库所示位置：{named.zh}", f"located by database in {named.en}")
    if place.confidence == "assumed":
        return Words(f"专用地址，推定：{named.zh}", f"private address, assumed: {named.en}")
    return Words("数据库无记录", "no database has a record")


def named_place(country: str, jurisdiction: str, wording: Wording) -> Words:
    """The name of a country or region, with the doubt about it; without a country what the border makes of it."""
    doubt = labels.label(labels.JURISDICTION, jurisdiction)
    if not country:
        return wording.country("") if jurisdiction == "unknown" else doubt
    named = wording.country(country)
    if jurisdiction not in {"disputed", "local"}:
        return named
    return Words(f"{named.zh}（{doubt.zh}）", f"{named.en} ({doubt.en})")


def _first(found: Iterable[T], most: int) -> list[T]:
    return list(dict.fromkeys(found))[:most]
