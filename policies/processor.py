"""The processor: who the policy speaks for, as far as the law asks for particular things of them."""

from dataclasses import dataclass

from policies.reasons import Text


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """Important data that a regulator notified or published: only that is important (2024 Provisions, article 2)."""

    id: str
    title: Text
    source: str  # "notified" or "published"
    first: str  # the day it was, ISO 8601
    classes: frozenset[str]
    detectors: frozenset[str]

    def names(self, data_class: str, detector: str, day: str) -> bool:
        """Whether a finding is important data under this entry on the day."""
        return self.first <= day and (data_class in self.classes or detector in self.detectors)


@dataclass(frozen=True, slots=True)
class Processor:
    """What decides which legal paths are open to the organisation."""

    cii_operator: bool = False
    gba_city: str = ""  # one of the nine mainland cities of the Greater Bay Area, "" elsewhere
    ftz_zone: str = ""
    ftz_registered: bool = False
    uscc: str = ""
    subjects_total: int = 0  # persons whose data it handles, 0 where the policy does not say
    important: tuple[CatalogueEntry, ...] = ()
