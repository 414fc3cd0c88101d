"""The processor: who the policy speaks for, and what the law asks of them in particular."""

from typing import Literal

from pydantic import Field, model_validator

from policies.schema.values import Count, CreditCode, Day, Globs, Id, Section, Texts, Truth, Words, Zone


class Metadata(Section):
    """Who answers for the policy, and until when it was agreed."""

    version: str = ""
    owner: str = ""
    approved_by: Texts = []
    approved_at: Day = ""
    review_by: Day = ""


class ImportantData(Section):
    """An entry of a catalogue of important data: only what a regulator notified or published is important."""

    id: Id = Field(description="give the entry a short name")
    title: Words | None = None
    source: Literal["notified", "published"] = Field(description="say how it became known: notified or published")
    day: Day = Field(description="give the day it was notified or published")
    classes: Globs = []
    detectors: Globs = []

    @model_validator(mode="after")
    def _something(self) -> "ImportantData":
        if not (self.classes or self.detectors):
            raise ValueError(f'important data "{self.id}" needs "classes" or "detectors": say what it is')
        return self


class FreeTradeZone(Section):
    """A pilot free trade zone with a negative list (2024 Provisions, article 6)."""

    zone: str = Field(min_length=1, description="name the zone, such as shanghai-lingang")
    registered: Truth = False
    negative_list: str = ""


class Listing(Section):
    """Whether the organisation is, or is about to be, listed abroad."""

    status: Literal["none", "preparing", "filed", "listed"] = "none"
    venue: str = ""


City = Literal[
    "guangzhou", "shenzhen", "zhuhai", "foshan", "huizhou", "dongguan", "zhongshan", "jiangmen", "zhaoqing", ""
]
"""The nine mainland cities of the Greater Bay Area."""


class Processor(Section):
    """Who the policy speaks for."""

    name: Words | None = None
    timezone: Zone = "Asia/Shanghai"
    uscc: CreditCode = ""
    cii_operator: Truth = False
    subjects_total: Count | None = None
    important_data: list[ImportantData] = []
    ftz: FreeTradeZone | None = None
    gba_city: City = ""
    listing: Listing = Listing()
