"""audit(): one capture through all stages, to its end or to where it cannot be read on."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from agent.capture.source import open_capture
from agent.craft import Conversation, Endpoint, Frame, write_capture
from agent.demo.messages import request, table
from agent.demo.people import invent
from agent.pipeline import Auditor, audit
from geo.locate import Atlas
from reports.lines import capture_line

NOON_NS = 1_770_000_000_000_000_000
HOME, ABROAD = Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 80)


def uploads(count: int, people: int = 5) -> list[Frame]:
    """Uploads to a host abroad, one after the other."""
    frames: list[Frame] = []
    body = request("POST", "/import", "crm.example.com", table(invent(people, 3)), "text/csv")
    for number in range(count):
        talk = Conversation(Endpoint(HOME.address, 10_000 + number), ABROAD, NOON_NS + number * 10**9)
        talk.open()
        talk.say("client", body)
        talk.close()
        frames += talk.frames
    return frames


def test_every_upload_is_a_transfer_with_its_own_key(audited: Callable) -> None:
    found = audited(uploads(40))
    assert len({one.key for one in found.transfers}) == 40
    assert {one.transfer.sender_port for one in found.transfers} == set(range(10_000, 10_040))
    assert {one.verdict.subjects for one in found.transfers} == {5}


def test_flows_that_are_long_over_are_judged_like_those_at_the_end(audited: Callable) -> None:
    together = audited(uploads(40, people=1))
    apart = audited(uploads(40, people=1), chunk_bytes=3_000)
    assert [one.key for one in sorted(apart.transfers, key=str)] == [
        one.key for one in sorted(together.transfers, key=str)
    ]
    assert apart.capture == together.capture


def test_what_lies_before_the_damage_is_audited(audited: Callable) -> None:
    found = audited(uploads(3), cut=10)
    assert len(found.transfers) == 3
    assert [reason.split(":")[0] for _, reason in found.capture.coverage.damage] == ["cut short"]


def test_a_capture_without_frames_is_a_capture(audited: Callable) -> None:
    found = audited([])
    assert (found.transfers, found.totals) == ([], ())
    assert found.capture.coverage.frames == 0
    assert len(found.capture.fingerprint) == 64


def test_the_record_says_when_and_how_much(audited: Callable) -> None:
    frames = uploads(2)
    found = audited(frames)
    coverage = found.capture.coverage
    assert (found.capture.first_ns, found.capture.last_ns) == (NOON_NS + 120_000, max(frames).time_ns)
    assert (coverage.frames, coverage.decoded, coverage.unread) == (len(frames), len(frames), {})
    assert coverage.counters["flows"] == 2
    assert json.loads(json.dumps(capture_line(found.capture)))["frames"] == len(frames)


@pytest.mark.parametrize("every", [True, False])
def test_clear_transfers_are_kept_one_by_one_only_when_asked_for(every: bool, auditor: Auditor, tmp_path: Path) -> None:
    talk = Conversation(HOME, ABROAD, NOON_NS)
    talk.open()
    talk.say("client", request("GET", "/", "www.example.org"))
    talk.close()
    write_capture(tmp_path / "clear.pcap", talk.frames)
    asked = Auditor(auditor.policy, auditor.inspector, auditor.atlas_on, every=every)
    with open_capture(str(tmp_path / "clear.pcap")) as capture:
        (batch,) = audit(capture, asked)
    assert len(batch.transfers) == every
    assert [(total.transfers, total.recipient_country) for total in batch.totals] == [(1, "US")]


def test_the_geographic_data_of_the_day_of_the_packets_is_asked_for(auditor: Auditor, tmp_path: Path) -> None:
    asked: list[date] = []

    def atlas_on(day: date) -> Atlas:
        asked.append(day)
        return auditor.atlas_on(day)

    # 2026-02-01 18:00 UTC is the next day in Shanghai.
    write_capture(tmp_path / "evening.pcap", [Frame(1_769_968_800_000_000_000, frame.data) for frame in uploads(1)])
    with open_capture(str(tmp_path / "evening.pcap")) as capture:
        list(audit(capture, Auditor(auditor.policy, auditor.inspector, atlas_on)))
    assert asked == [date(2026, 2, 2)]


@pytest.mark.parametrize("time_ns", [0, 4_294_967_295_999_999_000])
def test_times_at_the_ends_of_the_calendar_are_audited(time_ns: int, audited: Callable) -> None:
    found = audited([Frame(time_ns, frame.data) for frame in uploads(1)])
    assert (found.capture.first_ns, len(found.transfers)) == (time_ns, 1)
