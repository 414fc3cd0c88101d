"""The flows of a capture as lines: the same whatever the chunks, with places, ids, digests and tunnels."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from communityid import CommunityID, FlowTuple
from scapy.layers.inet import ICMP, IP, UDP
from scapy.layers.l2 import GRE, Ether

from agent.capture.source import open_capture
from agent.craft import ORDERLY, Conversation, Endpoint, Frame, Mishaps, write_capture
from agent.flowlist import FlowLine, flow_lines, table_line
from geo.load import open_atlas

NOON_NS = 1_770_000_000_123_456_789
HOME, ABROAD = Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 80)
ASKED, ANSWERED = b"question " * 700, b"answer " * 900


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[FlowLine]]:
    """Frames -> the lines of their capture."""
    atlas, path = open_atlas([]), tmp_path_factory.mktemp("flows") / "some.pcap"

    def of(frames: list[Frame], chunk_bytes: int = 1 << 20, *, digest: bool = False) -> list[FlowLine]:
        write_capture(path, frames)
        with open_capture(str(path), chunk_bytes) as capture:
            return list(flow_lines(capture, atlas, digest=digest))

    return of


def conversation(mishaps: Mishaps = ORDERLY, port: int = 40_000) -> list[Frame]:
    talk = Conversation(Endpoint(HOME.address, port), ABROAD, NOON_NS)
    talk.open()
    talk.say("client", ASKED, mishaps)
    talk.say("server", ANSWERED, mishaps)
    talk.close()
    return talk.frames


def layered(layer: object) -> Frame:
    return Frame(NOON_NS, bytes(Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") / layer))


def test_a_flow_says_who_where_and_when(lines: Callable) -> None:
    frames = conversation()
    (line,) = lines(frames)
    assert (line["client"], line["client_port"], line["server"], line["server_port"]) == (
        HOME.address,
        40_000,
        ABROAD.address,
        80,
    )
    assert (line["client_place"]["jurisdiction"], line["server_place"]["country"]) == ("mainland", "US")
    assert line["first"] == "2026-02-02T02:40:00.123576789Z"
    assert line["frames_sent"] + line["frames_received"] == len(frames)
    assert line["bytes_sent"] + line["bytes_received"] == sum(len(frame.data) for frame in frames)


@pytest.mark.parametrize("chunk_bytes", [1_600, 20_000, 1 << 20])
@pytest.mark.parametrize("mishaps", [ORDERLY, Mishaps(repeat_every=2, swap_every=2)])
def test_digests_are_of_the_bytes_that_were_said(mishaps: Mishaps, chunk_bytes: int, lines: Callable) -> None:
    (line,) = lines(conversation(mishaps), chunk_bytes, digest=True)
    for key, said in (("stream_sent", ASKED), ("stream_received", ANSWERED)):
        assert line[key] == {"size": len(said), "sha256": hashlib.sha256(said).hexdigest(), "gaps": 0}


def test_a_stream_without_payload_has_the_digest_of_nothing(lines: Callable) -> None:
    (line,) = lines(conversation()[:3], digest=True)
    assert line["stream_sent"] == {"size": 0, "sha256": hashlib.sha256().hexdigest(), "gaps": 0}


def test_only_tcp_has_digests(lines: Callable) -> None:
    datagram = layered(IP(src=HOME.address, dst=ABROAD.address) / UDP(sport=1, dport=2) / b"x")
    (line,) = lines([datagram], digest=True)
    assert line["protocol"] == "udp"
    assert "stream_sent" not in line


def test_chunks_do_not_change_the_lines(lines: Callable) -> None:
    frames = [frame for port in range(20) for frame in conversation(Mishaps(repeat_every=3), 40_000 + port)]
    assert lines(frames, 5_000, digest=True) == lines(frames, digest=True)


def test_icmp_names_type_and_code(lines: Callable) -> None:
    (line,) = lines([layered(IP(src=HOME.address, dst=ABROAD.address) / ICMP(type=3, code=13) / bytes(28))])
    assert (line["protocol"], line["client_port"], line["icmp_type"], line["icmp_code"]) == ("icmp", 0, 3, 13)
    assert line["community_id"] == str(CommunityID().calc(FlowTuple(1, HOME.address, ABROAD.address, 3, 13)))


def test_community_ids_are_the_reference_ones(lines: Callable) -> None:
    (line,) = lines(conversation())
    assert line["community_id"] == str(CommunityID().calc(FlowTuple(6, HOME.address, ABROAD.address, 40_000, 80)))


def test_a_tunnelled_flow_names_its_tunnel(lines: Callable) -> None:
    inner = IP(src=HOME.address, dst=ABROAD.address) / UDP(sport=1, dport=2) / b"x"
    (line,) = lines([layered(IP(src="172.16.0.1", dst="172.16.0.2") / GRE() / inner)])
    assert (line["tunnel"], line["client"]) == ("172.16.0.1 > 172.16.0.2", HOME.address)


def test_the_table_shows_one_flow_a_line(lines: Callable) -> None:
    text = table_line(lines(conversation())[0])
    assert text.startswith("2026-02-02 02:40:00  tcp    10.20.3.41:40000 -")
    assert "\n" not in text


def test_no_frames_are_no_flows(lines: Callable) -> None:
    assert lines([]) == []


def test_lines_name_the_capture_as_given(tmp_path: Path) -> None:
    write_capture(tmp_path / "here.pcap", conversation())
    with open_capture(str(tmp_path / "here.pcap")) as capture:
        (line,) = flow_lines(capture, open_atlas([]), digest=False)
    assert line["capture"] == str(tmp_path / "here.pcap")
