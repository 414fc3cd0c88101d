"""Ended flows: what each side sent is judged for itself, bytes add up, and keys name a transfer wherever it is met."""

import struct
from collections.abc import Callable
from itertools import count
from random import Random

import pytest

from agent.craft import Conversation, Endpoint, Frame, udp_frame
from agent.demo.messages import ciphertext, client_hello, request, response, server_hello, table
from agent.demo.people import invent

HOME, ABROAD = Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 80)
SITE, VISITOR = Endpoint("101.200.30.40", 80), Endpoint("3.8.10.20", 50_000)
NEIGHBOUR = Endpoint("10.20.8.16", 80)
NOON_NS = 1_770_000_000_000_000_000
TRANSIT_BYTES = ("incoming", "inside", "foreign", "local", "read", "opaque", "gap", "over_budget")


def talk(client: Endpoint, server: Endpoint, asked: bytes, answered: bytes, at_ns: int = NOON_NS) -> list[Frame]:
    conversation = Conversation(client, server, at_ns)
    conversation.open()
    conversation.say("client", asked)
    conversation.say("server", answered)
    conversation.close()
    return conversation.frames


UPLOAD = request("POST", "/import", "crm.example.com", table(invent(20, 1)), "text/csv")
ANSWER = response(table(invent(30, 2)), "text/csv")


def test_both_directions_are_judged_on_their_own(audited: Callable) -> None:
    found = audited(talk(HOME, ABROAD, UPLOAD, b"HTTP/1.1 204 No Content\r\n\r\n")).transfers
    assert [(one.transfer.sender, one.transfer.receiver, one.verdict.outcome) for one in found] == [
        (HOME.address, ABROAD.address, "incident")
    ]


def test_an_answer_abroad_is_sent_by_the_server(audited: Callable) -> None:
    (one,) = audited(talk(VISITOR, SITE, request("GET", "/clients", "api.example.cn"), ANSWER)).transfers
    transfer = one.transfer
    assert (transfer.sender, transfer.sender_port, transfer.receiver) == (SITE.address, 80, VISITOR.address)
    assert (transfer.client, transfer.server) == (VISITOR.address, SITE.address)


def test_names_are_told_only_of_what_the_client_sends(audited: Callable) -> None:
    (upload,) = audited(talk(HOME, ABROAD, UPLOAD, ANSWER)).transfers
    (answer,) = audited(talk(VISITOR, SITE, request("GET", "/", "api.example.cn"), ANSWER)).transfers
    assert upload.transfer.names == ("crm.example.com",)
    assert answer.transfer.names == ()


def test_what_stays_inside_is_counted_and_never_read(audited: Callable) -> None:
    found = audited(talk(HOME, NEIGHBOUR, UPLOAD, ANSWER))
    assert found.transfers == []
    assert found.capture.coverage.bytes == {"inside": len(UPLOAD) + len(ANSWER)}


def test_incoming_bytes_are_no_transfer(audited: Callable) -> None:
    found = audited(talk(HOME, ABROAD, UPLOAD, ANSWER))
    assert found.capture.coverage.bytes == {"read": len(UPLOAD), "incoming": len(ANSWER)}


def scenes() -> list[list[Frame]]:
    """Conversations of every kind, payload known."""
    random = Random(4)
    sealed = [client_hello("sync.example.net", random), ciphertext(40_000, random)]
    return [
        talk(HOME, ABROAD, UPLOAD, ANSWER),
        talk(VISITOR, SITE, request("GET", "/", "api.example.cn"), ANSWER),
        talk(HOME, NEIGHBOUR, UPLOAD, ANSWER),
        talk(VISITOR, ABROAD, UPLOAD, ANSWER),
        talk(HOME, Endpoint("44.233.10.25", 443), b"".join(sealed), server_hello(random)),
        talk(Endpoint("127.0.0.1", 9), Endpoint("127.0.0.1", 10), UPLOAD, b"ok"),
        [Frame(NOON_NS, udp_frame(HOME, Endpoint("8.8.8.8", 9999), b"x" * 300))],
    ]


def frames_of(conversations: list[list[Frame]]) -> list[Frame]:
    return sorted(frame for frames in conversations for frame in frames)


def test_the_payload_of_a_capture_ends_in_one_counter_a_byte(audited: Callable) -> None:
    from scapy.layers.inet import TCP, UDP
    from scapy.layers.l2 import Ether

    frames = frames_of(scenes())
    payload = sum(
        len(layer.payload) for frame in frames for layer in [Ether(frame.data).getlayer(TCP) or Ether(frame.data)[UDP]]
    )
    counted = audited(frames).capture.coverage.bytes
    assert counted.keys() <= set(TRANSIT_BYTES)
    assert counted["opaque"] >= 40_000
    assert sum(counted.values()) == payload


@pytest.mark.parametrize("chunk_bytes", [2_000, 20_000])
def test_chunks_change_nothing_that_is_said(chunk_bytes: int, audited: Callable) -> None:
    frames = frames_of(scenes())
    whole, pieces = audited(frames), audited(frames, chunk_bytes)
    assert pieces.capture.coverage == whole.capture.coverage
    assert sorted(pieces.totals, key=str) == sorted(whole.totals, key=str)
    assert {one.key: (one.transfer, one.verdict) for one in pieces.transfers} == {
        one.key: (one.transfer, one.verdict) for one in whole.transfers
    }


def test_keys_are_the_same_in_every_audit_and_no_two_alike(audited: Callable) -> None:
    frames = frames_of(
        [talk(HOME, ABROAD, UPLOAD, ANSWER), talk(HOME, ABROAD, UPLOAD, ANSWER, NOON_NS + 10**12), *scenes()[1:]]
    )
    again = frames_of(
        [talk(HOME, ABROAD, UPLOAD, ANSWER), talk(HOME, ABROAD, UPLOAD, ANSWER, NOON_NS + 10**12), *scenes()[1:]]
    )
    first, second = ([one.key for one in audited(each).transfers] for each in (frames, again))
    assert first == second
    assert len(set(first)) == len(first)


def test_another_capture_gives_other_keys(audited: Callable) -> None:
    one = audited(talk(HOME, ABROAD, UPLOAD, ANSWER)).transfers[0].key
    assert audited(talk(HOME, ABROAD, UPLOAD, ANSWER, NOON_NS + 1000)).transfers[0].key != one


def test_lost_segments_are_gaps_and_the_transfer_is_not_clear(audited: Callable) -> None:
    quiet = request("POST", "/log", "crm.example.com", b"nothing of interest " * 500, "text/plain")
    frames = talk(HOME, ABROAD, quiet, b"")
    largest = [frame for frame in frames if len(frame.data) > 1400]
    found = audited([frame for frame in frames if frame is not largest[2]])
    (one,) = found.transfers
    assert (one.transfer.gaps, one.transfer.inspected, one.verdict.outcome) == (1460, False, "opaque")
    assert found.capture.coverage.bytes["gap"] == 1460


def test_sealed_bytes_are_opaque_and_never_clear(audited: Callable) -> None:
    (one,) = audited(scenes()[4]).transfers
    assert one.transfer.opaque_bytes >= 40_000
    assert (one.transfer.inspected, one.verdict.outcome) == (False, "opaque")


def test_a_record_that_claims_more_than_came_hides_no_bytes(audited: Callable) -> None:
    hello = client_hello("sync.example.net", Random(4))
    lying = hello[:3] + (16_000).to_bytes(2, "big") + hello[5:] + bytes(200)
    found = audited(talk(HOME, Endpoint("44.233.10.25", 443), lying, b""))
    counted = found.capture.coverage.bytes
    assert min(counted.values()) >= 0
    assert sum(counted.values()) == len(lying)


def test_evidence_names_the_frames_of_the_findings(audited: Callable) -> None:
    frames = talk(HOME, ABROAD, UPLOAD, ANSWER)
    (one,) = audited(frames).transfers
    assert one.evidence.frames
    carrying = {
        number for number, frame in zip(count(1), sorted(frames), strict=False) if b"@mail.example.com" in frame.data
    }
    assert set(one.evidence.frames) <= carrying
    assert (one.evidence.first_frame, one.evidence.last_frame) == (1, len(frames))


def ping(source: str, target: str, kind: int, at_ns: int) -> Frame:
    from scapy.layers.inet import ICMP, IP
    from scapy.layers.l2 import Ether

    layers = IP(src=source, dst=target) / ICMP(type=kind) / (b"12345678" * 4)
    return Frame(at_ns, bytes(Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") / layers))


def test_a_transfer_has_the_community_id_of_its_flow_whoever_sent_it(audited: Callable) -> None:
    from communityid import CommunityID, FlowTuple

    asked = ping(VISITOR.address, SITE.address, 8, NOON_NS)
    (one,) = audited([asked, ping(SITE.address, VISITOR.address, 0, NOON_NS + 1_000)]).transfers
    assert one.transfer.sender == SITE.address
    assert one.evidence.community_id == str(CommunityID().calc(FlowTuple(1, VISITOR.address, SITE.address, 8, 0)))
    (sent,) = audited(talk(HOME, ABROAD, UPLOAD, b"")).transfers
    ends = (6, HOME.address, ABROAD.address, HOME.port, ABROAD.port)
    assert sent.evidence.community_id == str(CommunityID().calc(FlowTuple(*ends)))


def test_a_datagram_that_the_snap_length_cut_is_never_clear(auditor: object, tmp_path: object) -> None:
    from agent.capture.source import open_capture
    from agent.pipeline import audit

    frame = udp_frame(HOME, Endpoint("8.8.8.8", 9999), b"nothing of interest " * 40)
    record = NOON_NS // 10**9
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 128, 1)
    path = tmp_path / "cut.pcap"
    path.write_bytes(head + struct.pack("<4I", record, 0, 128, len(frame)) + frame[:128])
    with open_capture(str(path)) as capture:
        (batch,) = audit(capture, auditor)
    (one,) = batch.transfers
    assert (one.transfer.gaps, one.transfer.inspected, one.verdict.outcome) == (len(frame) - 128, False, "opaque")
    assert batch.capture.coverage.bytes == {"gap": len(frame) - 128, "read": 128 - 42}
