"""The schema of a case file: what a transfer is like, and what the policy must say of it.

Every key of `expect` is optional, and only what is named is compared.
"""

import datetime
import ipaddress
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from policies.scalars import size
from policies.schema.values import Count, Country, Day, Destination, Globs, Group, Names, Section, Share, Word

State = Literal["below", "warned", "reached"]


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError("not an address; write one such as 10.20.0.5 or 2001:db8::1") from None


def _instant(text: str) -> str:
    try:
        instant = datetime.datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise ValueError("not a time with its zone; write it as 2026-12-31T16:00:00Z")
    return instant.isoformat()


def _found(value: object) -> object:
    """A mapping from detectors to counts stands for a list of findings."""
    if not isinstance(value, dict):
        return value
    return [{"detector": detector, "count": count} for detector, count in value.items()]


Address = Annotated[str, AfterValidator(_address)]
Instant = Annotated[str, AfterValidator(_instant)]
Total = Annotated[int, Field(ge=0, le=10**12)]
Bytes = Annotated[int, BeforeValidator(size), Field(ge=0)]


class Found(Section):
    """What one detector found."""

    detector: str = Field(description="name the detector, such as cn.mobile")
    count: Count = 1
    confidence: Share = 0.9
    parts: Globs = []


class Given(Section):
    """The facts of one transfer. What is left out is an upload from the mainland to a stranger abroad."""

    sender: Address = "192.0.2.1"
    receiver: Address = "192.0.2.2"
    from_: Destination = Field(default="", alias="from")
    to: Destination = ""
    registered_in: Country = ""
    asn: Annotated[int, Field(ge=0, lt=2**32)] = 0
    names: Names = []
    protocol: str = "tcp"
    role: Literal["initiator", "responder"] = "initiator"
    bytes: Bytes = 1000
    opaque_bytes: Bytes = 0
    gaps: Bytes = 0
    day: Day = ""
    time: Instant = ""
    findings: Annotated[list[Found], BeforeValidator(_found)] = []
    counted: dict[Group, Total] = {}
    capture: str = ""

    @model_validator(mode="after")
    def _one_time(self) -> "Given":
        if self.day and self.time:
            raise ValueError("give the day or the time, not both")
        return self

    @model_validator(mode="after")
    def _one_source(self) -> "Given":
        others = sorted(self.model_fields_set - {"capture"})
        if self.capture and others:
            raise ValueError(f'a capture has its own facts; remove "{others[0]}"')
        return self


class Expect(Section):
    """What the policy must say of it."""

    verdict: Literal["incident", "authorised", "opaque", "clear"] | None = None
    rule: str | None = None
    rules: Globs | None = None
    fires: Globs | None = None
    silent: Globs | None = None
    severity: Word | None = None
    basis: Globs | None = None
    cites: Globs | None = None
    lawful_path: Globs | None = None
    violations: Globs | None = None
    classes: Globs | None = None
    subjects: Total | None = None
    asset: str | None = None
    recipient: str | None = None
    counter_year: Annotated[int, Field(ge=1970, le=9999)] | None = None
    thresholds: dict[str, State] | None = None
    says: Globs | None = None

    @model_validator(mode="after")
    def _something(self) -> "Expect":
        if not self.model_fields_set:
            raise ValueError("a case that expects nothing cannot fail; name a verdict, rules or another answer")
        return self


class Case(Section):
    """One situation."""

    name: str = Field(min_length=1, description="say in one sentence what it shows")
    with_: dict[str, Any] = Field(default={}, alias="with")
    given: Given = Given()
    expect: Expect = Field(description="say what the policy must answer")


class CaseFile(Section):
    """A file of cases. `given` holds what they have in common, `with` what they put on top of the policy."""

    with_: dict[str, Any] = Field(default={}, alias="with")
    given: Given = Given()
    cases: list[Case] = Field(min_length=1, description="list the cases")
