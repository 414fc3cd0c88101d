"""Protocols: ordered bytes of a conversation to parts."""

from collections.abc import Sequence
from typing import Final

from agent.protocols import encrypted_datagrams, icmp, snmp, ssh
from agent.protocols.amqp.start import FIRST as AMQP_FIRST
from agent.protocols.amqp.start import recognise as recognise_amqp
from agent.protocols.dns.start import FIRST as DNS_FIRST
from agent.protocols.dns.start import recognise as recognise_dns
from agent.protocols.dns.start import recognise_datagram as recognise_dns_datagram
from agent.protocols.ftp.start import FIRST as FTP_FIRST
from agent.protocols.ftp.start import recognise as recognise_ftp
from agent.protocols.http1 import start
from agent.protocols.http1.reader import Http1
from agent.protocols.http2.start import FIRST as HTTP2_FIRST
from agent.protocols.http2.start import recognise as recognise_http2
from agent.protocols.http2.start import search as search_http2
from agent.protocols.imap.start import FIRST as IMAP_FIRST
from agent.protocols.imap.start import recognise as recognise_imap
from agent.protocols.imap.start import search as search_imap
from agent.protocols.kafka.start import FIRST as KAFKA_FIRST
from agent.protocols.kafka.start import recognise as recognise_kafka
from agent.protocols.ldap.start import FIRST as LDAP_FIRST
from agent.protocols.ldap.start import recognise as recognise_ldap
from agent.protocols.mongodb.start import FIRST as MONGODB_FIRST
from agent.protocols.mongodb.start import recognise as recognise_mongodb
from agent.protocols.mongodb.start import search as search_mongodb
from agent.protocols.mqtt.start import FIRST as MQTT_FIRST
from agent.protocols.mqtt.start import recognise as recognise_mqtt
from agent.protocols.nfs import rpc as nfs
from agent.protocols.pop3.start import FIRST as POP3_FIRST
from agent.protocols.pop3.start import recognise as recognise_pop3
from agent.protocols.pop3.start import search as search_pop3
from agent.protocols.reader import Kind, Reader, Sink
from agent.protocols.redis.start import FIRST as REDIS_FIRST
from agent.protocols.redis.start import recognise as recognise_redis
from agent.protocols.rsync.start import FIRST as RSYNC_FIRST
from agent.protocols.rsync.start import recognise as recognise_rsync
from agent.protocols.sip.start import FIRST as SIP_FIRST
from agent.protocols.sip.start import recognise as recognise_sip
from agent.protocols.sip.start import recognise_datagram as recognise_sip_datagram
from agent.protocols.smb import start as smb
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
from agent.protocols.syslog.start import FIRST as SYSLOG_FIRST
from agent.protocols.syslog.start import recognise as recognise_syslog
from agent.protocols.syslog.start import recognise_datagram as recognise_syslog_datagram
from agent.protocols.tftp.start import FIRST as TFTP_FIRST
from agent.protocols.tftp.start import recognise as recognise_tftp
from agent.protocols.tls.reader import Tls
from agent.protocols.tls.start import FIRST as TLS_FIRST
from agent.protocols.tls.start import LONGEST as LONGEST_TLS
from agent.protocols.tls.start import recognise as recognise_tls
from agent.protocols.websocket.reader import WebSocket
from agent.protocols.websocket.start import FIRST as WEBSOCKET_FIRST
from agent.protocols.websocket.start import recognise as recognise_websocket


def _amqp(sink: Sink) -> Reader:
    from agent.protocols.amqp.reader import Amqp

    return Amqp(sink)


def _dns_stream(sink: Sink) -> Reader:
    from agent.protocols.dns.reader import DnsStream

    return DnsStream(sink)


def _dns_datagrams(sink: Sink) -> Reader:
    from agent.protocols.dns.reader import DnsDatagrams

    return DnsDatagrams(sink)


def _kafka(sink: Sink) -> Reader:
    from agent.protocols.kafka.reader import Kafka

    return Kafka(sink)


def _ldap(sink: Sink) -> Reader:
    from agent.protocols.ldap.reader import Ldap

    return Ldap(sink)


def _mongodb(sink: Sink) -> Reader:
    from agent.protocols.mongodb.reader import MongoDb

    return MongoDb(sink)


def _mqtt(sink: Sink) -> Reader:
    from agent.protocols.mqtt.reader import Mqtt

    return Mqtt(sink)


def _redis(sink: Sink) -> Reader:
    from agent.protocols.redis.reader import Redis

    return Redis(sink)


def _sip_stream(sink: Sink) -> Reader:
    from agent.protocols.sip.reader import SipStream

    return SipStream(sink)


def _sip_datagrams(sink: Sink) -> Reader:
    from agent.protocols.sip.reader import SipDatagrams

    return SipDatagrams(sink)


def _syslog_stream(sink: Sink) -> Reader:
    from agent.protocols.syslog.reader import SyslogStream

    return SyslogStream(sink)


def _syslog_datagrams(sink: Sink) -> Reader:
    from agent.protocols.syslog.reader import SyslogDatagrams

    return SyslogDatagrams(sink)


_UPPER_CASE: Final = frozenset(range(ord("A"), ord("Z") + 1))
_ANY: Final = frozenset(range(256))
_LONG_HEADERS: Final = frozenset(range(0xC0, 0x100))


def _ftp(sink: Sink) -> Reader:
    from agent.protocols.ftp.reader import Ftp

    return Ftp(sink)


def _pop3(sink: Sink) -> Reader:
    from agent.protocols.pop3.reader import Pop3

    return Pop3(sink)


def _imap(sink: Sink) -> Reader:
    from agent.protocols.imap.reader import Imap

    return Imap(sink)


def _rsync(sink: Sink) -> Reader:
    from agent.protocols.rsync.reader import Rsync

    return Rsync(sink)


def _tftp(sink: Sink) -> Reader:
    from agent.protocols.tftp.reader import Tftp

    return Tftp(sink)


def _http2(sink: Sink) -> Reader:
    from agent.protocols.http2.reader import Http2

    return Http2(sink)


def _postgres(sink: Sink) -> Reader:
    from agent.protocols.sql.postgres.reader import Postgres

    return Postgres(sink)


def _mysql(sink: Sink) -> Reader:
    from agent.protocols.sql.mysql.reader import Mysql

    return Mysql(sink)


def _mysql_compressed(sink: Sink) -> Reader:
    from agent.protocols.sql.mysql.unpacked import MysqlCompressed

    return MysqlCompressed(sink)


def _nfs(sink: Sink) -> Reader:
    from agent.protocols.nfs.reader import Nfs

    return Nfs(sink)


def _nfs_datagrams(sink: Sink) -> Reader:
    from agent.protocols.nfs.reader import NfsDatagrams

    return NfsDatagrams(sink)


def _smb(sink: Sink) -> Reader:
    from agent.protocols.smb.reader import Smb

    return Smb(sink)


def _tds(sink: Sink) -> Reader:
    from agent.protocols.sql.tds.reader import Tds

    return Tds(sink)


def _tns(sink: Sink) -> Reader:
    from agent.protocols.sql.tns.reader import Tns

    return Tns(sink)


KINDS: Final[Sequence[Kind]] = (
    Kind("http", "tcp", _UPPER_CASE, start.recognise, Http1, start.search),
    Kind("http2", "tcp", HTTP2_FIRST, recognise_http2, _http2, search_http2),
    Kind("tls", "tcp", TLS_FIRST, recognise_tls, Tls),
    Kind("smtp", "tcp", SMTP_FIRST, recognise_smtp, Smtp, search_smtp),
    Kind("ssh", "tcp", frozenset(b"S"), ssh.recognise, ssh.Ssh),
    Kind("websocket", "tcp", WEBSOCKET_FIRST, recognise_websocket, WebSocket),
    Kind("ftp", "tcp", FTP_FIRST, recognise_ftp, _ftp),
    Kind("pop3", "tcp", POP3_FIRST, recognise_pop3, _pop3, search_pop3),
    Kind("imap", "tcp", IMAP_FIRST, recognise_imap, _imap, search_imap),
    Kind("rsync", "tcp", RSYNC_FIRST, recognise_rsync, _rsync),
    Kind("dns", "udp", DNS_FIRST, recognise_dns_datagram, _dns_datagrams),
    Kind("tftp", "udp", TFTP_FIRST, recognise_tftp, _tftp),
    Kind("postgres", "tcp", POSTGRES_FIRST, recognise_postgres, _postgres, search_postgres),
    Kind("tds", "tcp", TDS_FIRST, recognise_tds, _tds),
    Kind("tns", "tcp", TNS_FIRST, recognise_tns, _tns),
    Kind("mysql", "tcp", _ANY, recognise_mysql, _mysql, search_mysql),
    Kind("mysql-compressed", "tcp", _ANY, recognise_mysql_compressed, _mysql_compressed),
    Kind("smb", "tcp", smb.FIRST, smb.recognise, _smb, smb.search),
    Kind("nfs", "tcp", nfs.FIRST, nfs.recognise, _nfs, nfs.search),
    Kind("nfs", "udp", _ANY, nfs.recognise_datagram, _nfs_datagrams),
    Kind("mongodb", "tcp", MONGODB_FIRST, recognise_mongodb, _mongodb, search_mongodb),
    Kind("kafka", "tcp", KAFKA_FIRST, recognise_kafka, _kafka),
    Kind("mqtt", "tcp", MQTT_FIRST, recognise_mqtt, _mqtt),
    Kind("amqp", "tcp", AMQP_FIRST, recognise_amqp, _amqp),
    Kind("ldap", "tcp", LDAP_FIRST, recognise_ldap, _ldap),
    Kind("redis", "tcp", REDIS_FIRST, recognise_redis, _redis),
    Kind("sip", "tcp", SIP_FIRST, recognise_sip, _sip_stream),
    Kind("sip", "udp", SIP_FIRST, recognise_sip_datagram, _sip_datagrams),
    Kind("syslog", "tcp", SYSLOG_FIRST, recognise_syslog, _syslog_stream),
    Kind("syslog", "udp", SYSLOG_FIRST, recognise_syslog_datagram, _syslog_datagrams),
    Kind("dns", "tcp", DNS_FIRST, recognise_dns, _dns_stream),
    Kind("snmp", "udp", snmp.FIRST, snmp.recognise, snmp.Snmp),
    Kind("quic", "udp", _LONG_HEADERS, encrypted_datagrams.recognise_quic, encrypted_datagrams.Encrypted),
    Kind("icmp", "icmp", icmp.FIRST, icmp.recognise, icmp.Icmp),
    Kind("icmp", "icmpv6", icmp.FIRST, icmp.recognise, icmp.Icmp),
    Kind("ike", "udp", _ANY, encrypted_datagrams.recognise_ike, encrypted_datagrams.Encrypted),
    Kind(
        "wireguard",
        "udp",
        frozenset(range(1, 5)),
        encrypted_datagrams.recognise_wireguard,
        encrypted_datagrams.Encrypted,
    ),
    Kind("esp", "50", _ANY, encrypted_datagrams.recognise_all, encrypted_datagrams.Encrypted),
    Kind("ipcomp", "108", _ANY, encrypted_datagrams.recognise_all, encrypted_datagrams.Encrypted),
    Kind("dtls", "udp", _ANY, encrypted_datagrams.recognise_dtls, encrypted_datagrams.Encrypted),
)
"""Every protocol, the likelier first where two begin with the same byte."""

NAMED: Final = {kind.name: kind for kind in KINDS}

RECOGNISE_BYTES: Final = max(start.LINE_BYTES, LONGEST_TLS) + 1
"""First bytes of a stream that are waited for before it is called unrecognised."""

_BY_FIRST: Final[dict[tuple[str, int], tuple[Kind, ...]]] = {
    (transport, byte): tuple(kind for kind in KINDS if kind.transport == transport and byte in kind.first)
    for transport in {kind.transport for kind in KINDS}
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
