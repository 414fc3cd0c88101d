"""The border: which places count as inside, and what the two country fields of a database mean for it."""

from dataclasses import dataclass
from typing import Final, Literal

from geo.place import Jurisdiction

Treatment = Literal["flag", "outside", "mainland"]
"""What becomes of an address the data cannot place: its own jurisdiction, or one of the two sides."""

PrivateDefault = Literal["home", "unknown", "outside"]
"""Where private address space is when no override says it."""

PRIVATE_DEFAULTS: Final[dict[PrivateDefault, Jurisdiction]] = {
    "home": Jurisdiction.MAINLAND,
    "unknown": Jurisdiction.UNKNOWN,
    "outside": Jurisdiction.OUTSIDE,
}
TREATMENTS: Final[dict[Treatment, Jurisdiction]] = {
    "outside": Jurisdiction.OUTSIDE,
    "mainland": Jurisdiction.MAINLAND,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a pair of country fields means: jurisdiction, confidence ("high" or "low") and a note for people."""

    jurisdiction: Jurisdiction
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Border:
    """The places the policy calls inside.

    `mainland` holds ISO 3166-1 alpha-2 codes. HK, MO and TW have codes of their own and are outside
    unless named here.
    """

    mainland: frozenset[str] = frozenset({"CN"})
    disputed: Treatment = "flag"
    unknown: Treatment = "flag"
    private_default: PrivateDefault = "home"

    def side(self, country: str) -> Jurisdiction:
        """The side a known country is on."""
        return Jurisdiction.MAINLAND if country in self.mainland else Jurisdiction.OUTSIDE

    def judge(self, country: str, registered: str) -> Judgement:
        """Weigh where the host is believed to be against where its block is registered ("" is unknown)."""
        if not country and not registered:
            return Judgement(TREATMENTS.get(self.unknown, Jurisdiction.UNKNOWN), "low", "no country on record")
        if not country:
            return Judgement(self.side(registered), "low", "registration only; anycast?")
        if registered and self.side(country) is not self.side(registered):
            jurisdiction = TREATMENTS.get(self.disputed, Jurisdiction.DISPUTED)
            return Judgement(jurisdiction, "low", f"located in {country}, registered in {registered}")
        return Judgement(self.side(country), "high")
