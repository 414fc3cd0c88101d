"""An incident's frames are explained by layer and length, never by value."""

import shutil
from pathlib import Path

import pytest

from agent.craft import Conversation, Endpoint, write_capture
from agent.dissect import FRAMES_AT_MOST, DissectorMissing, explain_frames, explained

SECRET = b"marker-that-must-not-be-shown"
needs_tshark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")


@pytest.fixture
def capture(tmp_path: Path) -> str:
    talk = Conversation(Endpoint("10.1.1.5", 40_000), Endpoint("192.0.2.9", 80), now_ns=10**18)
    talk.open()
    talk.say("client", b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 29\r\n\r\n" + SECRET)
    talk.close()
    path = tmp_path / "one.pcap"
    write_capture(path, talk.frames)
    return str(path)


@needs_tshark
def test_layers_and_lengths_of_the_asked_frames_are_told(capture: str) -> None:
    first, request = explain_frames(capture, [4, 1])
    assert first.startswith("frame 1  58 bytes  eth > ip > tcp")
    assert request.startswith("frame 4  ")
    assert "eth > ip > tcp > http" in request
    assert "tcp 78" in request


@needs_tshark
def test_no_payload_value_is_told(capture: str) -> None:
    assert SECRET.decode() not in "\n".join(explain_frames(capture, range(1, 20)))


@needs_tshark
def test_what_tshark_cannot_read_is_said_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "not-a-capture"
    path.write_bytes(SECRET)
    with pytest.raises(DissectorMissing, match="could not read") as raised:
        explain_frames(str(path), [1])
    assert SECRET.decode() not in str(raised.value)


def test_no_frames_need_no_tshark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert explain_frames("nowhere.pcap", [0, -1]) == []


def test_without_tshark_the_operator_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DissectorMissing, match="install it"):
        explain_frames(__file__, [1])


def test_a_capture_that_was_moved_is_named() -> None:
    with pytest.raises(DissectorMissing, match=r"nowhere\.pcap is not there"):
        explain_frames("nowhere.pcap", [1])


def test_a_line_leaves_out_lengths_it_does_not_know() -> None:
    assert (
        explained({"number": 7, "wire": 60, "layers": ["eth", "arp"], "lengths": []}) == "frame 7  60 bytes  eth > arp"
    )


def test_at_most_a_hundred_frames_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("shutil.which", lambda name: "/bin/true")
    monkeypatch.setattr("agent.dissect._dissect_apart", lambda capture, wanted: asked.extend(wanted) or "")
    assert explain_frames(__file__, range(1, 1000)) == []
    assert asked == list(range(1, FRAMES_AT_MOST + 1))
