"""Transport headers: ports and payload of TCP, UDP, SCTP and ICMP, and packets without ports."""

import numpy as np

from agent.decode.network import bounded
from agent.decode.rows import Layer, Rows, Work

TCP = np.dtype(
    [
        ("source", ">u2"),
        ("target", ">u2"),
        ("sequence", ">u4"),
        ("acknowledgement", ">u4"),
        ("offset", "u1"),
        ("flags", "u1"),
    ]
)
"""RFC 9293 3.1, the first 14 bytes."""

PORTS = np.dtype([("source", ">u2"), ("target", ">u2")])
UDP = np.dtype([("source", ">u2"), ("target", ">u2"), ("length", ">u2"), ("checksum", ">u2")])

TUNNEL_PORTS = {
    1701: Layer.L2TP,
    2152: Layer.GTP,
    3544: Layer.TEREDO,
    4789: Layer.VXLAN,
    4790: Layer.VXLAN_GPE,
    6081: Layer.GENEVE,
}
"""UDP ports behind which an IP packet may travel (IANA)."""

LAYER_OF = np.zeros(65536, np.uint8)
for _port, _layer in TUNNEL_PORTS.items():
    LAYER_OF[_port] = _layer


def tcp(work: Work, rows: Rows) -> None:
    """TCP; where only the ports were captured, the packet has no payload."""
    rows = work.whole(rows, PORTS.itemsize, "truncated_tcp")
    enough = rows.room(TCP.itemsize)
    if not enough.all():
        short = rows.where(~enough)
        ports = work.headers(short, PORTS)
        work.emit(_without_payload(short), (ports["source"].astype(np.uint16), ports["target"].astype(np.uint16)))
        rows = rows.where(enough)
    header = work.headers(rows, TCP)
    size = (header["offset"] >> 4).astype(np.int64) * 4
    sane = size >= 20
    # A bogus data offset leaves nothing that could be called payload.
    rows = rows.skip(size) if sane.all() else rows.skip(np.where(sane, size, 1 << 20))
    ports_columns = (header["source"].astype(np.uint16), header["target"].astype(np.uint16))
    numbers = (header["sequence"].astype(np.uint32), header["acknowledgement"].astype(np.uint32))
    work.emit(rows, ports_columns, (*numbers, np.ascontiguousarray(header["flags"])))


def _without_payload(rows: Rows) -> Rows:
    return Rows(rows.frame, rows.wire_end, rows.end, rows.wire_end, rows.ip)


def udp(work: Work, rows: Rows) -> None:
    """UDP (RFC 768); the ports of tunnels lead on to the packet inside."""
    rows = work.whole(rows, PORTS.itemsize, "truncated_udp")
    enough = rows.room(UDP.itemsize)
    if not enough.all():
        short = rows.where(~enough)
        ports = work.headers(short, PORTS)
        work.emit(_without_payload(short), (ports["source"].astype(np.uint16), ports["target"].astype(np.uint16)))
        rows = rows.where(enough)
    header = work.headers(rows, UDP)
    source, target = header["source"].astype(np.uint16), header["target"].astype(np.uint16)
    length = header["length"].astype(np.int64)
    rows = bounded(rows, np.where(length < UDP.itemsize, rows.wire_end - rows.at, length)).skip(UDP.itemsize)
    work.emit(rows, (source, target))
    towards, back = LAYER_OF[target], LAYER_OF[source]
    if towards.any() or back.any():
        work.dispatch(np.where(towards != Layer.NONE, towards, back), rows)


def sctp(work: Work, rows: Rows) -> None:
    """SCTP's common header (RFC 9260 3.1); chunks are payload."""
    rows = work.whole(rows, PORTS.itemsize, "truncated_sctp")
    ports = work.headers(rows, PORTS)
    work.emit(rows.skip(12), (ports["source"].astype(np.uint16), ports["target"].astype(np.uint16)))


def icmp(work: Work, rows: Rows) -> None:
    """ICMP and ICMPv6: type and code; headers quoted in errors are payload, not flows."""
    rows = work.whole(rows, 2, "truncated_icmp")
    kind, code = work.byte(rows, 0).astype(np.uint32), work.byte(rows, 1).astype(np.uint32)
    work.emit(rows.skip(8), None, (kind, code, np.zeros(len(rows), np.uint8)))


def other(work: Work, rows: Rows) -> None:
    """An IP protocol without ports, or one whose ports Kouan does not read."""
    work.emit(rows, None)
