"""The table of an audit: the worst first, bounded, numbers in names masked."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from agent.cli.audit_table import MOST_LINES, AuditTable, print_capture, show_next_steps
from agent.craft import Conversation, Endpoint, Frame
from agent.demo.messages import request, table
from agent.demo.people import invent
from agent.pipeline import Batch


def upload(port: int, people: int, host: str = "crm.example.com") -> list[Frame]:
    talk = Conversation(Endpoint("10.20.3.41", port), Endpoint("44.233.10.25", 80), 1_770_000_000_000_000_000)
    talk.open()
    talk.say("client", request("POST", "/", host, table(invent(people, 1)), "text/csv"))
    talk.close()
    return talk.frames


@pytest.fixture(scope="module")
def batch(audited: Callable) -> Batch:
    """Fifty uploads, the last one of many people to a host named like a number."""
    frames = [frame for port in range(49) for frame in upload(1_000 + port, 1)]
    found = audited([*frames, *upload(9_999, 400, "19900001234.example.com")])
    transfers = sorted(found.transfers, key=lambda one: one.transfer.sender_port)
    return Batch(found.capture, tuple(transfers), found.totals, last=True)


def test_a_table_is_bounded_and_says_what_it_leaves_out(batch: Batch, capsys: pytest.CaptureFixture[str]) -> None:
    print_capture([batch])
    first, heading, *rows, more = capsys.readouterr().out.splitlines()
    assert "50 transfers with incidents, 0 authorised, 0 opaque, 0 clear" in first
    assert heading.split()[0] == "verdict"
    assert len(rows) == MOST_LINES
    assert more == f"  … and {50 - MOST_LINES} more: --json prints all"


def test_of_equals_the_first_are_shown_and_the_worst_come_first(
    batch: Batch, capsys: pytest.CaptureFixture[str]
) -> None:
    mild = [replace(one, verdict=replace(one.verdict, severity="low")) for one in batch.transfers[:-1]]
    worst = replace(batch.transfers[-1], verdict=replace(batch.transfers[-1].verdict, severity="critical"))
    print_capture([replace(batch, transfers=(*mild, worst))])
    rows = capsys.readouterr().out.splitlines()[2:-1]
    assert "critical" in rows[0]
    assert [f":{1_000 + n} " in row for n, row in enumerate(rows[1:])] == [True] * (MOST_LINES - 1)


def test_numbers_in_host_names_are_masked(batch: Batch, capsys: pytest.CaptureFixture[str]) -> None:
    print_capture([replace(batch, transfers=batch.transfers[-1:])])
    out = capsys.readouterr().out
    assert "199******34.example.com" in out
    assert "19900001234" not in out


def test_what_was_not_seen_is_told(batch: Batch, capsys: pytest.CaptureFixture[str]) -> None:
    coverage = replace(batch.capture.coverage, unread={"arp": 7}, bytes={"opaque": 5, "read": 9})
    AuditTable().show(replace(batch.capture, coverage=coverage))
    assert capsys.readouterr().out.splitlines()[1] == "  not seen: arp 7, opaque bytes 5"


def test_the_next_steps_name_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    from pathlib import Path

    show_next_steps(Path("here.db"))
    assert "here.db" in capsys.readouterr().out
