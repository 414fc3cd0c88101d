"""The rules of a policy, and the exceptions to them."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from policies.scalars import one_or_more
from policies.schema.values import (
    Count,
    Countries,
    Day,
    Destinations,
    Globs,
    Id,
    Ladder,
    Mechanisms,
    Names,
    Networks,
    Section,
    Share,
    Size,
    Texts,
    Truth,
    Words,
)

Violation = Literal[
    "class",
    "field",
    "detector",
    "cap",
    "recipient",
    "document",
    "mechanism",
    "expired",
    "not_yet_valid",
]
"""How a transfer can exceed the register; `detector` is the older word for `field`."""

Egress = Literal["default", "approved_only", "deny"]


class Match(Section):
    """When a rule fires: every key given must hold."""

    classes: Globs = []
    detectors: Globs = []
    sensitive: Truth | None = None
    min_subjects: Count | None = None
    min_count: Count | None = None
    min_confidence: Share | None = None
    scope_violation: Annotated[list[Violation], BeforeValidator(one_or_more)] = []
    assets: Globs = []
    egress: Annotated[list[Egress], BeforeValidator(one_or_more)] = []
    holds: Globs = []
    role: Literal["initiator", "responder"] | None = None
    registered: Truth | None = None
    mechanisms: Mechanisms = []
    to: Destinations = []
    protocols: Texts = []
    clear_text: Truth | None = None
    bytes_min: Size | None = None
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
    raise_if: Match | None = None
    severity: Ladder = Field(
        min_length=1, description="low, medium, high or critical, or a ladder: {1: high, 100: critical}"
    )
    severity_by: Literal["subjects", "count", "opaque_bytes"] | None = None
    basis: Globs = Field(min_length=1, description="name the article or standard it applies")
    four_eyes: Truth = False
    enabled: Truth = True


class Exemption(Section):
    """What silences rules for a while: reviewed, explained, and over on a day."""

    id: Id = Field(description="give the exception a short name")
    rules: Globs = Field(min_length=1, description="name the rules it silences")
    assets: Globs = []
    cidrs: Networks = []
    names: Names = []
    countries: Countries = []
    classes: Globs = []
    detectors: Globs = []
    reason: str = Field(min_length=1, description="say why")
    by: Texts = Field(min_length=1, description="say who decided it")
    until: Day = Field(description="give the last day it holds")
