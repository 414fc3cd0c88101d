"""The law in a policy: articles, thresholds of persons, and clocks that start."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from policies.scalars import one_or_more
from policies.schema.values import (
    Count,
    Globs,
    Group,
    Id,
    Mechanisms,
    Section,
    Share,
    Validity,
    Word,
    Words,
)

Duration = Annotated[int, Field(ge=1, le=100_000)]


def _ascending(shares: list[float]) -> list[float]:
    if sorted(set(shares)) != shares:
        raise ValueError("write the shares in ascending order, each once")
    return shares


class Basis(Section):
    """An article of law, with the days it is in force."""

    id: Id = Field(description="give the basis a short name such as PIPL2021.38")
    law: Words = Field(description="name the law or standard")
    article: str = ""
    valid: Validity = Validity()
    says: Words | None = None
    text: Words | None = None
    confidence: Literal["verified", "secondary", "memory", "fragments", ""] = ""
    replaced_by: str = ""
    penalty: str = ""
    liability: Annotated[
        list[Literal["administrative", "criminal", "civil", "integrity"]], BeforeValidator(one_or_more)
    ] = []


class Threshold(Section):
    """A number of persons a year from which on, itself included, the law asks for a stronger mechanism."""

    id: Id = Field(description="give the threshold a short name")
    title: Words | None = None
    group: Group = Field(description="say who is counted: personal, ordinary or sensitive")
    at: Count = Field(description="give the number of persons")
    requires: Mechanisms = []
    basis: Globs = Field(min_length=1, description="name the article it applies")
    warn_at: Annotated[list[Share], AfterValidator(_ascending)] = []
    severity: Word = "high"


class Starts(Section):
    """What starts a clock: every key given must hold."""

    mechanisms: Mechanisms = []
    classes: Globs = []
    rules: Globs = []
    min_subjects: Count | None = None


class Clock(Section):
    """A time within which the law wants something done."""

    id: Id = Field(description="give the clock a short name")
    title: Words | None = None
    applies: Starts = Starts()
    hours: Duration | None = None
    days: Duration | None = None
    workdays: Duration | None = None
    months: Duration | None = None
    after: Literal["detection", "effect", "before_expiry"] = "detection"
    to: Words | None = None
    basis: Globs = Field(min_length=1, description="name the article it applies")

    @model_validator(mode="after")
    def _one_time(self) -> "Clock":
        if [self.hours, self.days, self.workdays, self.months].count(None) != 3:
            raise ValueError(f'clock "{self.id}" gives one time: hours, days, workdays or months')
        return self
