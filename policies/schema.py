"""The schema of a policy file: its keys, their types, and what each is for.

Imported only while a policy is loaded, because pydantic is heavy. Every key has a default or is required for a
reason its description gives; a key added later must have a default, so that old files stay valid and keep their hash.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from policies.scalars import (
    country,
    day,
    destination,
    identifier,
    ladder,
    names,
    network,
    one_or_more,
    size,
    timezone,
    truth,
)

Day = Annotated[str, AfterValidator(day)]
Id = Annotated[str, AfterValidator(identifier)]
Network = Annotated[str, AfterValidator(network)]
Country = Annotated[str, AfterValidator(country)]
Destination = Annotated[str, AfterValidator(destination)]
Zone = Annotated[str, AfterValidator(timezone)]
Truth = Annotated[bool, BeforeValidator(truth)]
Size = Annotated[int, BeforeValidator(size), Field(ge=1)]
Count = Annotated[int, Field(ge=1, le=10**12)]
Share = Annotated[float, Field(ge=0, le=1)]
Glob = Annotated[str, Field(min_length=1)]
Globs = Annotated[list[Glob], BeforeValidator(one_or_more)]
Names = Annotated[list[Annotated[str, AfterValidator(names)]], BeforeValidator(one_or_more)]
Networks = Annotated[list[Network], BeforeValidator(one_or_more)]
Countries = Annotated[list[Country], BeforeValidator(one_or_more)]
Destinations = Annotated[list[Destination], BeforeValidator(one_or_more)]
Word = Literal["low", "medium", "high", "critical"]
Ladder = Annotated[dict[Annotated[int, Field(ge=0)], Word], BeforeValidator(ladder)]
Mechanism = Literal[
    "security_assessment", "standard_contract", "gba_contract", "certification", "exemption", "approval"
]


class Section(BaseModel):
    """What all sections share: unknown keys are errors, a key without a value is as good as absent."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)

    @classmethod
    def keys(cls) -> dict[str, FieldInfo]:
        """The keys of the section as a file writes them."""
        return {info.alias or name: info for name, info in cls.model_fields.items()}

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, value: Any) -> Any:
        if not isinstance(value, dict) or None not in value.values():
            return value
        known = cls.keys()
        return {key: entry for key, entry in value.items() if entry is not None or key not in known}


class Words(Section):
    """A text for people: one string for both languages, or zh and en."""

    zh: str = ""
    en: str = ""

    @model_validator(mode="before")
    @classmethod
    def _one_text(cls, value: Any) -> Any:
        return {"zh": value, "en": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _not_empty(self) -> "Words":
        if not (self.zh or self.en):
            raise ValueError("the text is empty; write zh, en or both")
        return self


class Processor(Section):
    """Who the policy speaks for."""

    name: Words | None = None
    timezone: Zone = "Asia/Shanghai"


class BorderSection(Section):
    """What counts as inside, and what to do where the geographic data cannot say."""

    mainland: Countries = Field(default=["CN"], min_length=1)
    disputed: Literal["flag", "outside", "mainland"] = "flag"
    unknown: Literal["flag", "outside", "mainland"] = "flag"
    private_default: Literal["home", "unknown", "outside"] = "home"
    names: dict[Country, Words] = {}


class Override(Section):
    """What the organisation knows better than the database about one prefix."""

    cidr: Network = Field(description="write the prefix the answer is for, such as 10.80.0.0/16")
    place: Destination = ""
    country: Destination = ""
    jurisdiction: Destination = ""
    name: str = ""
    reason: str = ""
    note: str = ""
    by: str = ""
    until: Day = ""

    @model_validator(mode="after")
    def _one_answer(self) -> "Override":
        if [bool(self.place), bool(self.country), bool(self.jurisdiction)].count(True) != 1:
            raise ValueError("an override gives one answer: place, country or jurisdiction")
        return self


class Geo(Section):
    """Where the organisation's own networks are."""

    overrides: list[Override] = []


class Asset(Section):
    """A group of own hosts."""

    id: Id = Field(description="give the asset a short name")
    cidrs: Networks = Field(min_length=1, description="list the prefixes of its hosts")
    holds: Globs = []
    owner: str = ""
    egress: Literal["default", "approved_only", "deny"] = "default"


class DataClass(Section):
    """A kind of data the policy tells apart."""

    id: Id = Field(description="give the class a short name such as pi.ordinary")
    title: Words | None = None
    levels: dict[str, str] = {}
    parent: str = ""
    sensitive: Truth = False
    transferable: Truth = True


class Validity(Section):
    """Days in the processor's zone, the first and the last included."""

    from_: Day = Field(default="", alias="from")
    to: Day = ""

    @model_validator(mode="after")
    def _ordered(self) -> "Validity":
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f'"from" {self.from_} is after "to" {self.to}')
        return self


class Recipients(Section):
    """Who may receive. Where `cidrs` stand the address must match; `names` alone are a weaker sign."""

    label: str = ""
    cidrs: Networks = []
    names: Names = []
    countries: Countries = []
    asns: list[Annotated[int, Field(ge=1, lt=2**32)]] = []

    @model_validator(mode="after")
    def _someone(self) -> "Recipients":
        if not (self.cidrs or self.names or self.asns):
            raise ValueError("say who may receive: cidrs, asns or names")
        return self


class Transfer(Section):
    """One entry of the export register (出境台账)."""

    id: Id = Field(description="give the entry the number it has in the register")
    title: Words | None = None
    mechanism: Mechanism = Field(description="name the legal path, such as standard_contract")
    filing: str = ""
    recipients: Recipients = Field(description="say who may receive: cidrs, asns or names")
    classes: Globs = []
    detectors: Globs = []
    valid: Validity = Field(description="give the days from and to which the path holds")

    @model_validator(mode="after")
    def _something(self) -> "Transfer":
        if not (self.classes or self.detectors):
            raise ValueError(f'transfer "{self.id}" needs "classes" or "detectors": say what it covers')
        return self


class Match(Section):
    """When a rule fires: every key given must hold."""

    classes: Globs = []
    detectors: Globs = []
    min_subjects: Count | None = None
    min_count: Count | None = None
    min_confidence: Share | None = None
    scope_violation: list[Literal["class", "detector", "expired", "not_yet_valid", "recipient"]] = []
    assets: Globs = []
    to: Destinations = []
    opaque: Truth | None = None
    opaque_bytes_min: Size | None = None

    @model_validator(mode="after")
    def _something(self) -> "Match":
        if not self.model_fields_set:
            raise ValueError("an empty match would fire on everything; name classes, detectors, assets or opaque")
        return self


class Rule(Section):
    """What may not leave without a lawful path."""

    id: Id = Field(description="give the rule a short name")
    title: Words | None = None
    priority: Annotated[int, Field(ge=0, le=1000)] = 500
    match: Match = Field(description="say when it fires")
    severity: Ladder = Field(
        min_length=1, description="low, medium, high or critical, or a ladder: {1: high, 100: critical}"
    )
    severity_by: Literal["subjects", "count", "opaque_bytes"] | None = None
    basis: Globs = Field(min_length=1, description="name the article or standard it applies")
    enabled: Truth = True


class Basis(Section):
    """An article of law, with the days it is in force."""

    id: Id = Field(description="give the basis a short name such as PIPL2021.38")
    law: Words = Field(description="name the law or standard")
    article: str = ""
    valid: Validity = Validity()
    says: Words | None = None
    confidence: Literal["verified", "secondary", "memory", "fragments", ""] = ""
    replaced_by: str = ""
    penalty: str = ""


class Counting(Section):
    """Which detectors identify a person."""

    identifiers: Globs = []


class PolicyFile(Section):
    """One policy, all files it extends merged in."""

    name: str = ""
    extends: Globs = []
    law_as_of: Day = ""
    processor: Processor = Processor()
    border: BorderSection = BorderSection()
    geo: Geo = Geo()
    confidence: Share = 0.5
    counting: Counting = Counting()
    assets: list[Asset] = []
    classes: list[DataClass] = []
    detectors: dict[str, str] = {}
    transfers: list[Transfer] = []
    rules: list[Rule] = []
    bases: list[Basis] = []
