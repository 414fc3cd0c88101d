"""Protocols: ordered bytes of a conversation to parts."""

from collections.abc import Sequence
from typing import Final

from agent.protocols import encrypted_datagrams, ssh, tls
from agent.protocols.http1 import start
from agent.protocols.http1.reader import Http1
from agent.protocols.reader import Kind, Reader, Sink
from agent.protocols.smtp.reader import Smtp
from agent.protocols.smtp.start import FIRST as SMTP_FIRST
from agent.protocols.smtp.start import recognise as recognise_smtp
from agent.protocols.smtp.start import search as search_smtp
from agent.protocols.sql.mysql.start import recognise as recognise_mysql
from agent.protocols.sql.mysql.start import recognise_compressed as recognise_mysql_compressed
from agent.protocols.sql.mysql.start import search as search_mysql
from agent.protocols.sql.postgres.start import FIRST as POSTGRES_FIRST
from agent.protocols.sql.postgres.start import recognise as recognise_postgres
from agent.protocols.sql.postgres.start import search as search_postgres
from agent.protocols.sql.tds.start import FIRST as TDS_FIRST
from agent.protocols.sql.tds.start import recognise as recognise_tds
from agent.protocols.sql.tns.start import FIRST as TNS_FIRST
from agent.protocols.sql.tns.start import recognise as recognise_tns
from agent.protocols.websocket.reader import WebSocket
from agent.protocols.websocket.start import FIRST as WEBSOCKET_FIRST
from agent.protocols.websocket.start import recognise as recognise_websocket

_UPPER_CASE: Final = frozenset(range(ord("A"), ord("Z") + 1))
_ANY: Final = frozenset(range(256))
_LONG_HEADERS: Final = frozenset(range(0xC0, 0x100))


def _postgres(sink: Sink) -> Reader:
    from agent.protocols.sql.postgres.reader import Postgres

    return Postgres(sink)


def _mysql(sink: Sink) -> Reader:
    from agent.protocols.sql.mysql.reader import Mysql

    return Mysql(sink)


def _mysql_compressed(sink: Sink) -> Reader:
    from agent.protocols.sql.mysql.unpacked import MysqlCompressed

    return MysqlCompressed(sink)


def _tds(sink: Sink) -> Reader:
    from agent.protocols.sql.tds.reader import Tds

    return Tds(sink)


def _tns(sink: Sink) -> Reader:
    from agent.protocols.sql.tns.reader import Tns

    return Tns(sink)


KINDS: Final[Sequence[Kind]] = (
    Kind("http", "tcp", _UPPER_CASE, start.recognise, Http1, start.search),
    Kind("tls", "tcp", tls.RECORD_TYPES, tls.recognise, tls.Tls),
    Kind("smtp", "tcp", SMTP_FIRST, recognise_smtp, Smtp, search_smtp),
    Kind("ssh", "tcp", frozenset(b"S"), ssh.recognise, ssh.Ssh),
    Kind("websocket", "tcp", WEBSOCKET_FIRST, recognise_websocket, WebSocket),
    Kind("postgres", "tcp", POSTGRES_FIRST, recognise_postgres, _postgres, search_postgres),
    Kind("tds", "tcp", TDS_FIRST, recognise_tds, _tds),
    Kind("tns", "tcp", TNS_FIRST, recognise_tns, _tns),
    Kind("mysql", "tcp", _ANY, recognise_mysql, _mysql, search_mysql),
    Kind("mysql-compressed", "tcp", _ANY, recognise_mysql_compressed, _mysql_compressed),
    Kind("quic", "udp", _LONG_HEADERS, encrypted_datagrams.recognise_quic, encrypted_datagrams.Encrypted),
    Kind("dtls", "udp", _ANY, encrypted_datagrams.recognise_dtls, encrypted_datagrams.Encrypted),
)
"""Every protocol, the likelier first where two begin with the same byte."""

NAMED: Final = {kind.name: kind for kind in KINDS}

RECOGNISE_BYTES: Final = max(start.LINE_BYTES, tls.RECORD_BYTES + 2 * tls.HEADER_BYTES) + 1
"""First bytes of a stream that are waited for before it is called unrecognised."""

_BY_FIRST: Final[dict[tuple[str, int], tuple[Kind, ...]]] = {
    (transport, byte): tuple(kind for kind in KINDS if kind.transport == transport and byte in kind.first)
    for transport in ("tcp", "udp")
    for byte in range(256)
}


def recognise(transport: str, head: bytes) -> Kind | bool | None:
    """The protocol that bytes begin: a Kind, False for none, None when more bytes may tell."""
    undecided = False
    for kind in _BY_FIRST.get((transport, head[0]), ()):
        answer = kind.recognise(head)
        if answer:
            return kind
        undecided = undecided or answer is None
    return None if undecided else False


def search(data: bytes) -> tuple[int, int]:
    """The nearest message start of any protocol that can be found in the middle: see `Kind`."""
    answers = [kind.search(data) for kind in KINDS if kind.search is not None]
    found = [at for at, _ in answers if at >= 0]
    return min(found, default=-1), min(keep for _, keep in answers)
