"""The places of a policy: the border, what is known better than the databases, relays, and own hosts."""

from typing import Literal

from pydantic import Field, model_validator

from policies.schema.values import (
    Countries,
    Country,
    Day,
    Destination,
    Globs,
    Id,
    Network,
    Networks,
    Section,
    Size,
    Words,
)


class BorderSection(Section):
    """What counts as inside, and what to do where the geographic data cannot say."""

    mainland: Countries = Field(default=["CN"], min_length=1)
    disputed: Literal["flag", "outside", "mainland"] = "flag"
    unknown: Literal["flag", "outside", "mainland"] = "flag"
    private_default: Literal["home", "unknown", "outside"] = "home"
    watch: Countries = []
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


class Relay(Section):
    """An own host that only forwards, abroad among others: where what it takes will end is not known."""

    cidr: Network = Field(description="write the prefix or address of the relay, such as 10.1.9.10")
    kind: Literal["http_proxy", "socks", "smtp"] = Field(description="say how it forwards: http_proxy, socks or smtp")
    reason: str = ""
    by: str = ""
    until: Day = ""


class Geo(Section):
    """Where the organisation's own networks are."""

    overrides: list[Override] = []
    relays: list[Relay] = []


class Asset(Section):
    """A group of own hosts."""

    id: Id = Field(description="give the asset a short name")
    cidrs: Networks = Field(min_length=1, description="list the prefixes of its hosts")
    holds: Globs = []
    owner: str = ""
    egress: Literal["default", "approved_only", "deny"] = "default"
    record_bytes: Size | None = None
    levels: dict[str, str] = {}
