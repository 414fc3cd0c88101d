"""Provenance: who a database is from, how old it may grow, and the words its licence asks for."""

from dataclasses import dataclass
from datetime import date
from typing import Final

DB_IP: Final = "IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0"
NRO: Final = "Registration statistics by the NRO (https://www.nro.net), CC BY 4.0"
MAXMIND: Final = "This product includes GeoLite2 Data created by MaxMind, available from https://www.maxmind.com/"
IPINFO: Final = "IP address data powered by IPinfo (https://ipinfo.io)"

EMBEDDED_TYPE: Final = "Kouan-Country"


@dataclass(frozen=True, slots=True)
class Publisher:
    """What is known of a publisher by the beginning of its database types, in lower case."""

    prefix: str
    attribution: tuple[str, ...]
    fresh_days: int  # MaxMind's licence ends the use of a release 30 days after the next one


PUBLISHERS: Final = (
    Publisher("kouan-", (DB_IP, NRO), 120),
    Publisher("dbip-", (DB_IP,), 120),
    Publisher("geolite2-", (MAXMIND,), 30),
    Publisher("geoip2-", (), 30),
    Publisher("ipinfo", (IPINFO,), 60),
)
OTHER: Final = Publisher("", (), 120)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a database comes from: its file, type, build date and the SHA-256 of its bytes."""

    name: str
    type: str
    built: date
    sha256: str

    @property
    def title(self) -> str:
        """Type and build date, the way a place names its source."""
        title = "embedded DB-IP Lite" if self.type == EMBEDDED_TYPE else self.type
        return f"{title} {self.built.isoformat()}"

    @property
    def attribution(self) -> tuple[str, ...]:
        """What a report that shows answers of this database must say."""
        return self._publisher.attribution

    @property
    def _publisher(self) -> Publisher:
        kind = self.type.lower()
        return next((publisher for publisher in PUBLISHERS if kind.startswith(publisher.prefix)), OTHER)

    def age_days(self, day: date) -> int:
        """Days from the build to `day`, never negative."""
        return max(0, (day - self.built).days)

    def is_stale(self, day: date) -> bool:
        """Whether a newer edition should have been installed by `day`."""
        return self.age_days(day) > self._publisher.fresh_days

    def line(self, day: date) -> str:
        """One line for reports: type, build date, age and the beginning of the SHA-256."""
        stale = ", stale" if self.is_stale(day) else ""
        return f"{self.title} ({self.age_days(day)} days old{stale}) sha256:{self.sha256[:16]} {self.name}".rstrip()
