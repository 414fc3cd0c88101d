"""The one door to maxminddb: databases in the MaxMind DB format, read whole and checked before use.

A file is never mapped: one truncated in place would kill the process (SIGBUS). Whatever its bytes
are, opening it ends in a `Database` or in `DatabaseMissing`.
"""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.addresses import Address, address_of
from geo.provenance import Provenance
from geo.records import Record, read_record
from geo.tree import RECORD_SIZES, Tree, root_of_ipv4, sample, unpack

if TYPE_CHECKING:
    import maxminddb
    from maxminddb.decoder import Decoder

MARKER: Final = b"\xab\xcd\xefMaxMind.com"
"""What the metadata begins with (MaxMind DB format 2.0)."""

MARKER_WITHIN: Final = 128 * 1024
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC).timestamp()
SAMPLES: Final = 64
"""Records decoded on opening: enough to know a database's layout and to refuse a damaged one."""

TYPE_LIMIT: Final = 80
REASON_LIMIT: Final = 200
STREAM: Final = " (<<class '_io.BytesIO'>>)"
"""What maxminddb calls a file it was given as bytes."""

SEPARATOR: Final = 16
"""Zero bytes between the search tree and the records, which pointers do not count (MaxMind DB format 2.0)."""

DECODING: Final = (RuntimeError, ValueError, TypeError, LookupError, OverflowError, MemoryError)
"""What maxminddb raises on hostile bytes; its own error is a RuntimeError."""


class DatabaseMissing(Exception):
    """A geographic file is missing or cannot be used. The operator acts; the message says how."""


@dataclass(frozen=True, slots=True)
class DataSection:
    """The bytes behind the search tree, and what decodes them with limits on depth, values and bytes."""

    content: bytes = field(repr=False)
    decoder: "Decoder"

    def record(self, value: int) -> Record:
        """The record a value of the tree stands for, an empty one for 0.

        Raises:
            DECODING: one of these, where it is damaged.
        """
        if value >= len(self.content):
            raise ValueError("the search tree leads out of the file")
        return read_record(self.decoder.decode(value)[0]) if value else Record()


@dataclass(frozen=True, slots=True)
class Database:
    """A database in memory: its search tree as an array, its records decoded when asked for."""

    provenance: Provenance
    tree: Tree
    data: DataSection
    has_countries: bool
    has_networks: bool

    def lookup(self, address: Address) -> tuple[Record, int]:
        """The record that holds an address and the length of its prefix; one that cannot be decoded is `damaged`."""
        if address.version == 6 and not self.tree.ipv6:
            return Record(), 0
        try:
            value, length = self.tree.reach(address)
            return self.data.record(value), length
        except DECODING:
            return Record(damaged=True), address.max_prefixlen


def is_database(content: bytes) -> bool:
    """Whether the bytes end like a database, whatever the file is called."""
    return content.rfind(MARKER, max(0, len(content) - MARKER_WITHIN)) >= 0


def read_database(content: bytes, name: str) -> Database:
    """Check a database and make it ready; `name` is what messages and reports call it.

    Raises:
        DatabaseMissing: it is damaged, or has neither countries nor networks.
    """
    try:
        return _read(content, name)
    except DECODING as error:
        raise DatabaseMissing(f"{name}  is not a usable MaxMind DB file: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """What went wrong, fit for a terminal: the bytes of a hostile file may be quoted in it."""
    text = str(error).replace(STREAM, "") or type(error).__name__
    return "".join(letter if letter.isprintable() else "?" for letter in text[:REASON_LIMIT])


def _read(content: bytes, name: str) -> Database:
    import maxminddb

    # The pure Python reader: it maps nothing.
    metadata = maxminddb.open_database(io.BytesIO(content), maxminddb.MODE_FD).metadata()
    _check(metadata, len(content))
    tree, data = _tree(content, metadata), _data(content, metadata)
    samples = [data.record(tree.reach(address_of(*words))[0]) for words in sample(tree, SAMPLES)]
    kind, built = _type(metadata.database_type), _day(metadata.build_epoch)
    provenance = Provenance(name, kind, built, hashlib.sha256(content).hexdigest())
    countries, networks = any(r.has_country for r in samples), any(r.has_network for r in samples)
    if not countries and not networks:
        raise ValueError(f"its type is {kind!r}, and no record names a country or a network")
    return Database(provenance, tree, data, countries, networks)


def _tree(content: bytes, metadata: "maxminddb.reader.Metadata") -> Tree:
    nodes, version = metadata.node_count, metadata.ip_version
    unpacked = unpack(np.frombuffer(content, np.uint8), nodes, metadata.record_size)
    return Tree(unpacked, nodes, root_of_ipv4(unpacked, nodes, version), ipv6=version == 6)


def _data(content: bytes, metadata: "maxminddb.reader.Metadata") -> DataSection:
    """A copy of what lies behind the tree: of most databases that is little, and the rest can be let go."""
    from maxminddb.decoder import Decoder

    behind = content[metadata.search_tree_size :]
    return DataSection(behind, Decoder(behind, SEPARATOR))


def _check(metadata: "maxminddb.reader.Metadata", size: int) -> None:
    """Refuse metadata that lies about the tree; `size` is that of the file in bytes."""
    if metadata.record_size not in RECORD_SIZES or metadata.ip_version not in (4, 6):
        raise ValueError(f"record size {metadata.record_size!r}, IP version {metadata.ip_version!r}")
    if not 0 < metadata.node_count * metadata.record_size // 4 <= size:
        raise ValueError("the search tree is longer than the file")


def _type(value: object) -> str:
    """The database's type, printable: it goes into reports."""
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError("the database has no printable type")
    return value[:TYPE_LIMIT]


def _day(epoch: object) -> date:
    """The build date (UTC)."""
    if not isinstance(epoch, int) or not 0 <= epoch <= LATEST:
        raise ValueError("the build time is not a time")
    return datetime.fromtimestamp(epoch, UTC).date()
