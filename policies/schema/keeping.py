"""What is kept, for how long, who reviews it, and where it is sent."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from policies.scalars import one_or_more
from policies.schema.values import Count, Section, Truth, Word

State = Literal["triaged", "confirmed", "false_positive", "authorised", "remediating", "reported", "closed"]


class Evidence(Section):
    """What an incident may show of what was found."""

    samples: Annotated[int, Field(ge=0, le=5)] = 5
    masking: Literal["partial", "strict"] = "partial"
    keep_payload: Truth = False


class Retention(Section):
    """How long records are kept; without a number until somebody removes them."""

    flow_days: Count | None = None
    incident_years: Count | None = None
    transfer_years: Count | None = None
    counter_years: Count | None = None


class FourEyes(Section):
    """Which steps of a review need a second person."""

    severity_min: Word = "high"
    transitions: Annotated[list[State], BeforeValidator(one_or_more)] = Field(
        default=["false_positive", "authorised", "closed"], min_length=1
    )


class Review(Section):
    """How incidents are reviewed."""

    four_eyes: FourEyes | None = None
    sla_hours: dict[Word, Count] = {}


class Output(Section):
    """Where incidents are sent besides the database."""

    kind: Literal["file", "syslog", "webhook", "report"] = Field(description="write file, syslog, webhook or report")
    to: str = Field(min_length=1, description="give the path, the address with port, or the URL")
    redaction: Literal["masked", "statistics_only"] = "masked"
