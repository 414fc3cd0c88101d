"""Answers: the place that each kind of knowledge makes of an address."""

from dataclasses import replace
from typing import Final

from geo.border import PRIVATE_DEFAULTS, TREATMENTS, Border
from geo.knowledge import Knowledge
from geo.place import Jurisdiction, Place
from geo.records import Record
from geo.special import SpecialRange

PRIVATE_SOURCES: Final = {"home": "assumed-home", "unknown": "private", "outside": "assumed-outside"}


def special_place(row: SpecialRange, border: Border) -> Place:
    """The place of a special range: local, or where the border says private space is."""
    network, note = str(row.network), row.name
    if row.kind == "local":
        return Place("", "", Jurisdiction.LOCAL, "high", "special range", network, note)
    if row.kind == "private":
        jurisdiction = PRIVATE_DEFAULTS[border.private_default]
        return Place("", "", jurisdiction, "assumed", PRIVATE_SOURCES[border.private_default], network, note)
    return Place("", "", _unknown(border), "low", "special range", network, note)


def record_place(record: Record, source: str, border: Border) -> Place:
    """The place a database's record makes; it has at least one of the country fields."""
    judgement = border.judge(record.country, record.registered)
    notes = [judgement.note]
    if record.represented:
        notes.append(f"represents {record.represented}")
    if record.anycast:
        notes.append("anycast")
    confidence = "low" if record.anycast else judgement.confidence
    place = Place(record.country, record.registered, judgement.jurisdiction, confidence, source)
    note = "; ".join(filter(None, notes))
    return replace(place, note=note, asn=record.asn, organisation=record.organisation)


def unknown_place(knowledge: Knowledge) -> Place:
    """The place of a public address no database has a country for."""
    titles = ", ".join(database.provenance.title for database in knowledge.countries) or "any database"
    return Place("", "", _unknown(knowledge.border), "low", f"no record in {titles}")


def damaged_place(source: str, border: Border) -> Place:
    """The place of an address whose record cannot be decoded: no other database is asked in its stead."""
    return Place("", "", _unknown(border), "low", source, note="the record is damaged")


def anycast_place(place: Place, operator: str) -> Place:
    """A database's answer for an anycast network: its country fields stay, but it is outside, perhaps."""
    note = "; ".join(filter(None, (f"anycast network of {operator}", place.note)))
    source = place.source if place.country or place.registered else "anycast list"
    return replace(place, jurisdiction=Jurisdiction.OUTSIDE, confidence="low", source=source, note=note)


def network_place(place: Place, record: Record) -> Place:
    """An answer with the AS number and organisation another database knows."""
    return replace(place, asn=record.asn or place.asn, organisation=record.organisation or place.organisation)


def _unknown(border: Border) -> Jurisdiction:
    return TREATMENTS.get(border.unknown, Jurisdiction.UNKNOWN)
