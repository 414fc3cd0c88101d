"""Anycast networks: one address in many places at once, so that no database can say which."""

import csv
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field

from geo.addresses import Network
from geo.prefixes import PrefixTable, prefix_table


@dataclass(frozen=True, slots=True)
class AnycastNetwork:
    """A prefix announced from many places, and who announces it."""

    network: Network
    operator: str


@dataclass(frozen=True, slots=True)
class AnycastList:
    """The known anycast networks."""

    networks: tuple[AnycastNetwork, ...] = ()
    table: PrefixTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", prefix_table(row.network for row in self.networks))


def read_anycast(lines: Iterable[str]) -> AnycastList:
    """The list from rows of prefix and operator; "#" begins a comment."""
    rows = csv.reader(line for line in lines if not line.startswith("#"))
    return AnycastList(tuple(AnycastNetwork(ipaddress.ip_network(prefix), operator) for prefix, operator in rows))
