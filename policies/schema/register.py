"""The export register (出境台账): its entries, and the papers that each stands on."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from policies.schema.values import (
    Count,
    Countries,
    Day,
    Globs,
    Id,
    Mechanism,
    Names,
    Networks,
    Section,
    Size,
    Texts,
    Truth,
    Validity,
    Words,
)


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


class Filing(Section):
    """A filing with the regulator: its number alone, or with its days."""

    number: str = ""
    filed: Day = ""
    effective: Day = ""

    @model_validator(mode="before")
    @classmethod
    def _number_alone(cls, value: Any) -> Any:
        return {"number": value} if isinstance(value, str) else value

    @model_serializer(mode="wrap")
    def _as_written(self, handler: SerializerFunctionWrapHandler) -> Any:
        # The number alone is told as the text it was, so that policies written before the days keep their hash.
        return handler(self) if self.filed or self.effective else self.number


class Numbered(Section):
    """An assessment or a certificate."""

    number: str = ""
    date: Day = ""


class Approval(Section):
    """What an authority approved."""

    authority: Texts = []
    number: str = ""


class Assessment(Section):
    """An impact assessment of personal information protection."""

    id: str = ""
    date: Day = ""


class Consent(Section):
    """What the persons agreed to, and where that is kept."""

    kind: Literal["separate", "written", "guardian", "not_required", ""] = ""
    evidence: str = ""


class Caps(Section):
    """How much may go along a path."""

    subjects_per_transfer: Count | None = None
    subjects_per_year: Count | None = None
    bytes_per_day: Size | None = None


class Transfer(Section):
    """One entry of the export register (出境台账)."""

    id: Id = Field(description="give the entry the number it has in the register")
    title: Words | None = None
    mechanism: Mechanism = Field(description="name the legal path, such as standard_contract")
    owner: str = ""
    article: str = ""
    necessity: str = ""
    filing: Annotated[Filing | None, BeforeValidator(lambda value: value or None)] = None
    assessment: Numbered | None = None
    certificate: Numbered | None = None
    approval: Approval | None = None
    recipients: Recipients = Field(description="say who may receive: cidrs, asns or names")
    classes: Globs = []
    detectors: Globs = []
    fields: Globs = []
    documents: Globs = []
    caps: Caps = Caps()
    counts_toward_thresholds: Truth = True
    pia: Assessment | None = None
    consent: Consent | None = None
    valid: Validity = Field(description="give the days from and to which the path holds")

    @model_validator(mode="after")
    def _something(self) -> "Transfer":
        if not (self.classes or self.detectors or self.fields):
            raise ValueError(f'transfer "{self.id}" needs "classes", "detectors" or "fields": say what it covers')
        return self
