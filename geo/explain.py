"""The chain of reasoning behind one place, step by step, for people."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.addresses import Address, address_of, words
from geo.knowledge import Knowledge
from geo.maxmind import Database
from geo.place import Place
from geo.prefixes import PrefixTable
from geo.records import Record
from geo.special import SPECIAL, special_table
from geo.transition import WRAPPINGS, unwrap


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that was tried and what came of it."""

    rule: str
    outcome: str


def explain(knowledge: Knowledge, text: str, place: Place) -> list[Step]:
    """The rules tried for an address, in their order, up to the one that decided; the conclusion last."""
    return [*_tried(knowledge, ipaddress.ip_address(text)), Step("conclusion", _conclusion(place))]


def network_of(knowledge: Knowledge, text: str) -> str:
    """The prefix the deciding database answers for, "" where none has a country."""
    address, _ = _opened(ipaddress.ip_address(text))
    for database in knowledge.countries:
        record, length = database.lookup(address)
        if record.has_country:
            return _prefix(address, length)
        if record.damaged:
            break
    return ""


def _tried(knowledge: Knowledge, address: Address) -> Iterator[Step]:
    inner, wrapping = _opened(address)
    mapped = f", written for {inner}" if inner.version < address.version and not wrapping else ""
    yield Step("address", f"{address}, IPv{address.version}{mapped}")
    number = _value(knowledge.overrides.table, address)
    if not number and wrapping:
        yield Step("transition", f"{wrapping} around {inner}")
        number = _value(knowledge.overrides.table, inner)
    yield Step("override", _override(knowledge, number))
    if number:
        return
    number = _value(special_table(), inner)
    yield Step("special range", f"{SPECIAL[number - 1].network} {SPECIAL[number - 1].name}" if number else "none")
    if not number:
        yield from _public(knowledge, inner)


def _public(knowledge: Knowledge, address: Address) -> Iterator[Step]:
    """What the databases say, and what is added to it."""
    for database in knowledge.countries:
        record, length = database.lookup(address)
        yield Step(f"database {database.provenance.title}", _countries(record, address, length))
        if record.has_country or record.damaged:
            break
    number = _value(knowledge.anycast.table, address)
    networks = knowledge.anycast.networks
    yield Step("anycast", f"{networks[number - 1].network} of {networks[number - 1].operator}" if number else "none")
    for database in knowledge.networks:
        yield Step(f"network {database.provenance.title}", _network(database, address))


def _override(knowledge: Knowledge, number: int) -> str:
    entries = knowledge.overrides.entries
    if not number:
        return f"none of {len(entries)} holds it"
    entry = entries[number - 1]
    origin = f" ({entry.origin})" if entry.origin else ""
    where = entry.jurisdiction.label if entry.jurisdiction is not None else entry.country or "not to be placed"
    return f"{entry.network}{origin}: {where}"


def _countries(record: Record, address: Address, length: int) -> str:
    if record.damaged:
        return "the record is damaged"
    if not record.has_country:
        return "no country on record"
    fields = f"country {record.country or 'absent'}, registered country {record.registered or 'absent'}"
    represented = f", represented country {record.represented}" if record.represented else ""
    return f"{_prefix(address, length)}: {fields}{represented}"


def _network(database: Database, address: Address) -> str:
    record, length = database.lookup(address)
    if not record.has_network:
        return "no network on record"
    return f"{_prefix(address, length)}: AS{record.asn} {record.organisation}".rstrip()


def _conclusion(place: Place) -> str:
    note = f" ({place.note})" if place.note else ""
    return f"{place.jurisdiction.label}, confidence {place.confidence}, by {place.source}{note}"


def _opened(address: Address) -> tuple[Address, str]:
    """The IPv4 address inside a transition address and the way it is wrapped, else the address and ""."""
    high, low, wrapped = unwrap(*(np.array([word], np.uint64) for word in words(address)))
    number = int(wrapped[0])
    return address_of(int(high[0]), int(low[0])), WRAPPINGS[number - 1].name if number else ""


def _value(table: PrefixTable, address: Address) -> int:
    return int(table.find(*(np.array([word], np.uint64) for word in words(address)))[0])


def _prefix(address: Address, length: int) -> str:
    return str(ipaddress.ip_network((address, length), strict=False))
