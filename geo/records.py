"""Records: the layouts databases use for the same few facts.

GeoIP2, GeoLite2, DB-IP     country.iso_code, registered_country.iso_code, traits.is_anycast,
                            autonomous_system_number, autonomous_system_organization
ip-location-db, IPLocate    country_code
IPinfo                      country or country_code, asn "AS4134", as_name or name
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ALPHA2: Final = re.compile(r"[A-Z]{2}\Z")
AS_NUMBER: Final = re.compile(r"(?:AS)?(\d{1,10})\Z")
NAME_LIMIT: Final = 200
"""Characters kept of an organisation's name."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one record says. Empty fields are unknown."""

    country: str = ""
    registered: str = ""
    represented: str = ""  # whose embassy or base: reported, never decisive
    asn: int = 0
    organisation: str = ""
    anycast: bool = False
    damaged: bool = False  # it could not be decoded

    @property
    def has_country(self) -> bool:
        """Whether it says where an address is."""
        return bool(self.country or self.registered)

    @property
    def has_network(self) -> bool:
        """Whether it says whose network an address belongs to."""
        return bool(self.asn or self.organisation)


def read_record(data: object) -> Record:
    """The facts of a decoded record in any of the layouts; what has an unexpected type is unknown."""
    if not isinstance(data, Mapping):
        return Record()
    traits = data.get("traits")
    facts = {**traits, **data} if isinstance(traits, Mapping) else data
    return Record(
        country=_country(data, "country") or _code(data.get("country_code")),
        registered=_country(data, "registered_country"),
        represented=_country(data, "represented_country"),
        asn=_number(facts.get("autonomous_system_number", facts.get("asn"))),
        organisation=_name(facts),
        anycast=facts.get("is_anycast") is True,
    )


def _country(data: Mapping[str, object], field: str) -> str:
    """The code under a field: a map with `iso_code`, or the code itself."""
    value = data.get(field)
    return _code(value.get("iso_code") if isinstance(value, Mapping) else value)


def _code(value: object) -> str:
    """A two-letter country code; anything else, a country's name among it, is no code."""
    return value if isinstance(value, str) and ALPHA2.match(value) else ""


def _number(value: object) -> int:
    """An AS number, written as a number or as "AS4134"."""
    match = AS_NUMBER.match(str(value)) if isinstance(value, (int, str)) else None
    return int(match[1]) if match else 0


def _name(facts: Mapping[str, object]) -> str:
    """The organisation behind the network."""
    keys = ("autonomous_system_organization", "as_name", "organization", *(("name",) if "asn" in facts else ()))
    names = (facts.get(key) for key in keys)
    return next((name[:NAME_LIMIT] for name in names if isinstance(name, str)), "")
