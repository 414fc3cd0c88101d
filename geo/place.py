"""What the geographic data answers for an address, with confidence and source."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Jurisdiction(IntEnum):
    """Where the law of the border puts an address."""

    MAINLAND = 0
    OUTSIDE = 1
    DISPUTED = 2  # the two country fields of the database disagree about the mainland
    UNKNOWN = 3  # a public address without a record
    LOCAL = 4  # loopback, link-local, multicast …: never an export

    @property
    def label(self) -> str:
        """The word used in JSON, reports and policies."""
        return self.name.lower()


UNPLACED: Final = frozenset({"assumed-home", "private", "assumed-outside"})
"""Sources of the places of private addresses that nobody has placed, by what the border assumes of them."""


@dataclass(frozen=True, slots=True)
class Place:
    """One answer for one address.

    `country` and `registered` are ISO 3166-1 alpha-2 codes, "" where unknown. `confidence` is
    "high", "medium", "low" or "assumed". `source` names what decided: a database with its build
    date, an override, a special range. `network` is the prefix the answer covers, "" where unknown.
    """

    country: str
    registered: str
    jurisdiction: Jurisdiction
    confidence: str
    source: str
    network: str = ""
    note: str = ""
    asn: int = 0
    organisation: str = ""

    @property
    def jurisdiction_as_sender(self) -> Jurisdiction:
        """What a private address that nobody has placed sends comes from home, whatever is assumed of receivers."""
        return Jurisdiction.MAINLAND if self.source in UNPLACED else self.jurisdiction
