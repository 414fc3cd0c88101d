"""Geofeeds: tables of networks and countries as RFC 8805 writes them (prefix, alpha2, region, city, postal)."""

import csv
import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from geo.addresses import Network
from geo.overrides import Override, contradictions

ALPHA2: Final = re.compile(r"[A-Za-z]{2}\Z")
FIELD_LIMIT: Final = 1000
"""Characters of a line beyond which it is no geofeed entry."""


def read_geofeed(text: str, name: str) -> tuple[list[Override], list[str]]:
    """The overrides of a geofeed, and what is wrong with it: "name:line  problem", all at once.

    An entry with an empty country says that its prefix is not to be placed (RFC 8805 2.1.1.2).
    """
    overrides, problems = [], []
    for number, line in _lines(text):
        origin = f"{name}:{number}"
        try:
            overrides.append(_entry(line, origin))
        except ValueError as problem:
            problems.append(f"{origin}  {problem}")
    problems += [f"{name}  {sentence}" for sentence in contradictions(overrides)]
    return overrides, problems


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines without comments and blanks (RFC 8805 2.1)."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        content = line.split("#", 1)[0].strip()
        if content:
            yield number, content


def _entry(line: str, origin: str) -> Override:
    """One entry.

    Raises:
        ValueError: what is wrong, what was found and what to write.
    """
    if len(line) > FIELD_LIMIT:
        raise ValueError("line is too long for a geofeed entry")
    fields = [field.strip() for field in next(csv.reader([line]))]
    if len(fields) < 2:
        raise ValueError("expected prefix,alpha2,region,city,postal")
    country = fields[1].upper()
    if country and not ALPHA2.match(country):
        raise ValueError(f"country {fields[1][:20]!r} is not a two-letter ISO 3166-1 code")
    return Override(_network(fields[0]), country, name=", ".join(filter(None, fields[2:4])), origin=origin)


def _network(text: str) -> Network:
    """A prefix whose host bits are zero; an address alone is a prefix of its own."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise ValueError(_fault(text)) from None


def _fault(text: str) -> str:
    """Why a text is not a prefix."""
    try:
        return f"{text} has host bits; write {ipaddress.ip_network(text, strict=False)}"
    except ValueError:
        return f"{text[:50]!r} is not an IP prefix"
