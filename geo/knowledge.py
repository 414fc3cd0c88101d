"""Knowledge: all that is asked where an address is, in one value."""

from dataclasses import dataclass, field
from datetime import date

from geo.anycast import AnycastList
from geo.border import Border
from geo.maxmind import Database
from geo.overrides import Overrides


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Databases in the order they were given, and what stands above and beside them."""

    databases: tuple[Database, ...]
    overrides: Overrides = field(default_factory=Overrides)
    border: Border = field(default_factory=Border)
    anycast: AnycastList = field(default_factory=AnycastList)

    @property
    def countries(self) -> tuple[Database, ...]:
        """The databases that say where an address is, the one asked first in front."""
        return tuple(database for database in reversed(self.databases) if database.has_countries)

    @property
    def networks(self) -> tuple[Database, ...]:
        """The databases that only say whose network it is, the one that counts last at the end."""
        return tuple(database for database in self.databases if not database.has_countries)

    def sources(self, day: date) -> tuple[str, ...]:
        """One line a database: type, build date, age on `day`, SHA-256; and one for the overrides."""
        lines = [database.provenance.line(day) for database in self.databases]
        if self.overrides.entries:
            lines.append(f"{len(self.overrides.entries)} overrides")
        return tuple(lines)

    @property
    def attribution(self) -> tuple[str, ...]:
        """What the licences of the databases ask to be said, each sentence once."""
        sentences = (sentence for database in self.databases for sentence in database.provenance.attribution)
        return tuple(dict.fromkeys(sentences))
