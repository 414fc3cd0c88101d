"""How persons are counted, and what no sensor saw of them."""

from typing import Annotated

from pydantic import Field

from policies.schema.values import Count, Globs, Group, Profile, Section, Share

Year = Annotated[int, Field(ge=2000, le=9999)]


class Baseline(Section):
    """Persons whose data left in a year on ways that no sensor sees."""

    year: Year = Field(description="give the calendar year")
    group: Group = Field(description="say who is counted: personal, ordinary or sensitive")
    subjects: Count = Field(description="give the number of persons")
    source: str = ""
    by: str = ""


class Counting(Section):
    """Which detectors identify a person, and how sure a finding must be."""

    identifiers: Globs = []
    priority: Globs = []
    min_confidence: Share = 0.8
    sensitive_profile: Profile | None = None
    baseline: list[Baseline] = []
