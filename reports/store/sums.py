"""Sums over the whole record, made by the database: what a report's tables and picture show."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, case, exists, func, select

from reports.recorded import ClearCrossing, Crossing, Destination
from reports.recorder import rows
from reports.store import schema
from reports.store.engine import fetch

transfers, judgements, findings, totals = schema.transfers, schema.judgements, schema.findings, schema.totals


def read_crossings(connection: Connection) -> tuple[Crossing, ...]:
    """Transfers that are not clear by sender, data class, country and outcome, as judged last."""
    found = _classes()
    group = (_sender(), func.coalesce(found.c["class"], ""), transfers.c.receiver_country, judgements.c.outcome)
    same = (found.c.transfer == judgements.c.transfer) & (found.c.policy_hash == judgements.c.policy_hash)
    wanted = (
        select(*group)
        .add_columns(
            func.min(transfers.c.receiver_place).label("place"),
            func.count().label("transfers"),
            func.sum(transfers.c.bytes).label("bytes"),
            func.coalesce(func.sum(found.c["values"]), 0).label("values"),
        )
        .join_from(transfers, judgements, _current())
        .outerjoin(found, same)
        .where(judgements.c.outcome != "clear")
        .group_by(*group)
        .order_by(*group)
    )
    return tuple(_crossing(tuple(row)) for row in connection.execute(wanted))


def _crossing(row: tuple[Any, ...]) -> Crossing:
    sender, data_class, country, outcome, place, count, volume, values = row
    jurisdiction = rows.place_of(place).jurisdiction.label
    return Crossing(sender, data_class, country, jurisdiction, outcome, count, volume, values)


def read_destinations(connection: Connection) -> tuple[Destination, ...]:
    """Recorded transfers by outcome and recipient, most bytes first; clear ones where they hold findings."""
    group = (judgements.c.outcome, _recipient(), transfers.c.receiver_country, judgements.c.lawful_path)
    wanted = (
        select(judgements.c.outcome, _recipient().label("recipient"), transfers.c.receiver_country)
        .add_columns(
            func.coalesce(judgements.c.lawful_path, "").label("lawful_path"),
            func.min(transfers.c.receiver_place).label("place"),
            func.max(transfers.c.names).label("names"),
            func.count().label("transfers"),
            func.sum(transfers.c.bytes).label("bytes"),
            func.sum(transfers.c.opaque_bytes).label("opaque_bytes"),
        )
        .join_from(transfers, judgements, _current())
        .where((judgements.c.outcome != "clear") | _holds_findings())
        .group_by(*group)
        .order_by(func.sum(transfers.c.bytes).desc(), _recipient())
    )
    return tuple(map(_destination, fetch(connection, wanted)))


def _destination(row: rows.Row) -> Destination:
    place = rows.place_of(row["place"])
    names = rows.words_of(row["names"])
    return Destination(
        outcome=row["outcome"],
        recipient=row["recipient"],
        name=names[0] if names else "",
        country=row["receiver_country"],
        jurisdiction=place.jurisdiction.label,
        confidence=place.confidence,
        source=place.source,
        lawful_path=row["lawful_path"],
        transfers=row["transfers"],
        bytes=row["bytes"],
        opaque_bytes=row["opaque_bytes"],
    )


def read_clear(connection: Connection) -> tuple[ClearCrossing, ...]:
    """Clear transfers by destination country and protocol, most bytes first."""
    group = (totals.c.recipient_country, totals.c.protocol)
    volume = func.sum(totals.c.bytes)
    wanted = (
        select(*group, func.sum(totals.c.transfers), volume, func.count(totals.c.recipient_network.distinct()))
        .group_by(*group)
        .order_by(volume.desc(), *group)
    )
    return tuple(ClearCrossing(*row) for row in connection.execute(wanted))


def _classes() -> Subquery:
    """One row a transfer and class: several detectors may feed one class."""
    group = (findings.c.transfer, findings.c.policy_hash, findings.c["class"])
    return (
        select(*group, func.sum(findings.c.count).label("values"))
        .where(findings.c.weak == 0)
        .group_by(*group)
        .subquery()
    )


def _current() -> ColumnElement[bool]:
    return (judgements.c.transfer == transfers.c.key) & (judgements.c.run_id == transfers.c.run_id)


def _holds_findings() -> ColumnElement[bool]:
    """Findings of this very judgement: those of an older one belong to a transfer that the totals count now."""
    return exists().where(
        findings.c.transfer == judgements.c.transfer,
        findings.c.policy_hash == judgements.c.policy_hash,
        findings.c.run_id == judgements.c.run_id,
    )


def _sender() -> ColumnElement[str]:
    return case((judgements.c.asset != "", judgements.c.asset), else_=transfers.c.sender)


def _recipient() -> ColumnElement[str]:
    return case((judgements.c.recipient != "", judgements.c.recipient), else_=transfers.c.receiver)
