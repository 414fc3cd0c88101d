"""The values of a policy file: what a key may hold, and what all sections share."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from policies.scalars import (
    country,
    credit_code,
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
CreditCode = Annotated[str, AfterValidator(credit_code)]
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
Texts = Globs
Names = Annotated[list[Annotated[str, AfterValidator(names)]], BeforeValidator(one_or_more)]
Networks = Annotated[list[Network], BeforeValidator(one_or_more)]
Countries = Annotated[list[Country], BeforeValidator(one_or_more)]
Destinations = Annotated[list[Destination], BeforeValidator(one_or_more)]
Word = Literal["low", "medium", "high", "critical"]
Ladder = Annotated[dict[Annotated[int, Field(ge=0)], Word], BeforeValidator(ladder)]
Group = Literal["personal", "ordinary", "sensitive"]
Profile = Literal["gbt45574-2025", "gbt35273-2020"]
Mechanism = Literal[
    "security_assessment",
    "standard_contract",
    "gba_contract",
    "certification",
    "exemption",
    "approval",
    "negative_list",
]
Mechanisms = Annotated[list[Mechanism], BeforeValidator(one_or_more)]


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


class Validity(Section):
    """Days in the processor's zone, the first and the last included."""

    from_: Day = Field(default="", alias="from")
    to: Day = ""

    @model_validator(mode="after")
    def _ordered(self) -> "Validity":
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f'"from" {self.from_} is after "to" {self.to}')
        return self
