"""Small captures to damage: every layer Kouan peels, fragments, streams with findings, in every capture format."""

import struct
from collections.abc import Iterator
from pathlib import Path
from random import Random

from scapy.contrib.geneve import GENEVE
from scapy.contrib.mpls import MPLS
from scapy.layers.inet import IP, TCP, UDP, fragment
from scapy.layers.inet6 import IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop
from scapy.layers.l2 import GRE, CookedLinux, Dot1AD, Dot1Q, Ether
from scapy.layers.ppp import HDLC, PPP, PPPoE
from scapy.layers.vxlan import VXLAN

from agent.craft import Conversation, Endpoint, Mishaps
from agent.demo.messages import client_hello, packed_response, request, response, table, upload
from agent.demo.people import invent

HOME, ABROAD = "10.20.3.41", "44.233.10.25"
NOON = 1_770_000_000
ETHERNET, COOKED = 1, 113


def captures() -> dict[str, bytes]:
    """Names and bytes of all seeds."""
    layers, talks = list(_layers()), list(_conversations())
    return {
        "layers.pcap": _pcap(layers, ETHERNET),
        "layers big-endian.pcap": _pcap(layers, ETHERNET, ">"),
        "layers.pcapng": _pcapng(layers),
        "cooked.pcap": _pcap([bytes(CookedLinux() / IP(frame[14:])) for frame in talks], COOKED),
        "conversations.pcap": _pcap(talks, ETHERNET),
        "conversations.pcapng": _pcapng(talks),
    }


def folder_captures(folder: Path, longest: int = 2 << 20) -> dict[str, bytes]:
    """Every file of a folder that is not very long."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size <= longest)
    return {path.name: path.read_bytes() for path in files}


def _layers() -> Iterator[bytes]:
    ethernet = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
    ip = IP(src=HOME, dst=ABROAD) / UDP(sport=40_000, dport=9_999) / table(invent(2, 5))
    six = IPv6(src="2001:da8::1", dst="2001:db8::2")
    outer = IP(src="172.16.0.1", dst="172.16.0.2")
    segment = TCP(sport=40_001, dport=80, flags="PA") / request("GET", "/?id=1", "www.example.org")
    yield from (bytes(ethernet / inner) for inner in (ip, Dot1AD() / Dot1Q() / ip, MPLS(s=0) / MPLS(s=1) / ip))
    yield bytes(ethernet / PPPoE(sessionid=1) / PPP(proto=0x21) / ip)
    yield bytes(ethernet / six / IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() / segment)
    for inner in (ip, six / segment, GRE(proto=0x0800) / ip, GRE(proto=0x6558) / ethernet / ip):
        yield bytes(ethernet / outer / inner)
    for port, inner in (
        (4789, VXLAN() / ethernet / ip),
        (6081, GENEVE(proto=0x6558) / ethernet / ip),
        (2152, b"\x30\xff" + len(ip).to_bytes(2, "big") + bytes(4) + bytes(ip)),
        (3544, bytes(six / segment)),
        (1701, b"\0\2\0\1\0\1" + bytes(HDLC() / PPP(proto=0x21) / ip)),
    ):
        yield bytes(ethernet / outer / UDP(sport=5000, dport=port) / inner)
    yield from (bytes(ethernet / piece) for piece in fragment(ip, 64))
    yield from (bytes(ethernet / outer / GRE(proto=0x0800) / piece) for piece in fragment(ip, 96))
    yield bytes(ethernet / six / IPv6ExtHdrFragment(m=1, id=9) / segment)


def _conversations() -> Iterator[bytes]:
    random, people = Random(6), invent(12, 7)
    form = upload("clients.csv", table(people))
    asked = request("POST", "/import", "crm.example.com", form, "multipart/form-data; boundary=----formdata-8c1f2e")
    hello = client_hello("sync.example.net", random) + random.randbytes(400)
    for port, sent, answered in (
        (80, asked, packed_response(table(people), "text/csv")),
        (443, hello, random.randbytes(300)),
        (5432, table(people), response(table(people), "text/csv")),
    ):
        talk = Conversation(Endpoint(HOME, 40_000 + port), Endpoint(ABROAD, port), NOON * 10**9)
        talk.open()
        talk.say("client", sent, Mishaps(repeat_every=2, swap_every=2))
        talk.say("server", answered)
        talk.close()
        yield from (frame.data for frame in talk.frames)


def _pcap(frames: list[bytes], link: int, order: str = "<") -> bytes:
    records = [
        struct.pack(f"{order}4I", NOON + number, number, len(frame), len(frame)) + frame
        for number, frame in enumerate(frames)
    ]
    return struct.pack(f"{order}IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, link) + b"".join(records)


def _pcapng(frames: list[bytes]) -> bytes:
    blocks = [
        _block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
        _block(1, struct.pack("<HHI", ETHERNET, 0, 0)),
    ]
    for number, frame in enumerate(frames):
        ticks = (NOON + number) * 10**6
        head = struct.pack("<5I", 0, ticks >> 32, ticks & 0xFFFF_FFFF, len(frame), len(frame))
        blocks.append(_block(6, head + frame))
    return b"".join(blocks)


def _block(kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    size = len(body) + 12
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)
