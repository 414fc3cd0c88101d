"""The contract of the command line: what every program that calls Kouan relies on."""

import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from agent.craft import Conversation, Endpoint, write_capture
from agent.demo import day

TRANSFER_KEYS = {
    *("capture", "protocol", "sender", "sender_port", "receiver", "receiver_port", "client", "server", "first", "last"),
    *("bytes", "sender_place", "receiver_place", "verdict", "rules", "severity", "reasons", "basis", "lawful_path"),
    *("inspected", "opaque_bytes", "gaps", "budget", "names", "findings", "weak", "subjects"),
}
FINDING_KEYS = {"detector", "class", "count", "confidence", "samples", "parts"}
PLACE_KEYS = {"country", "registered", "jurisdiction", "confidence", "source"}
FLOW_KEYS = {
    *("capture", "protocol", "client", "client_port", "server", "server_port", "first", "last", "frames_sent"),
    *("bytes_sent", "frames_received", "bytes_received", "client_place", "server_place", "community_id"),
}
PART_KEYS = {"capture", "protocol", "client", "server", "path", "name", "type", "size", "sha256", "damage"}
PAGE = b"GET /hours HTTP/1.1\r\nHost: www.example.org\r\n\r\n"
LEAVING = ("10.20.3.41", "44.233.10.25")


@pytest.fixture(scope="module")
def captures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """leaking.pcap, clean.pcap, and broken.pcap, which is none."""
    folder = tmp_path_factory.mktemp("captures")
    day.write_day(folder / "leaking.pcap")
    talk = Conversation(Endpoint(LEAVING[0], 40_000), Endpoint(LEAVING[1], 80), now_ns=1_770_000_000_000_000_000)
    talk.open()
    talk.say("client", PAGE)
    talk.close()
    write_capture(folder / "clean.pcap", talk.frames)
    (folder / "broken.pcap").write_bytes(b"no capture at all, whatever its name says")
    return folder


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "kouan.db")


def kouan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_clean_capture_gives_zero(captures: Path, database: str) -> None:
    assert kouan("audit", captures / "clean.pcap", "--db", database).exit_code == 0


def test_incidents_give_one_on_every_audit(captures: Path, database: str) -> None:
    statuses = [kouan("audit", captures / "leaking.pcap", "--db", database).exit_code for _ in range(2)]
    assert statuses == [1, 1]


def test_a_wrong_policy_gives_two_and_audits_nothing(captures: Path, tmp_path: Path, database: str) -> None:
    (tmp_path / "policy.yaml").write_text("extends: [pipl-generl]\nruls: []\n", encoding="utf-8")
    result = kouan("audit", captures / "leaking.pcap", "--db", database, "--policy", tmp_path / "policy.yaml")
    assert result.exit_code == 2
    assert result.stderr.strip().endswith("2 problems; nothing was audited.")
    assert not Path(database).exists()


def test_wrong_usage_gives_two() -> None:
    assert kouan("audit").exit_code == 2
    assert kouan("nonsense").exit_code == 2


def test_what_cannot_be_read_gives_three_and_stops_nothing(captures: Path, database: str) -> None:
    result = kouan("audit", captures / "broken.pcap", captures / "leaking.pcap", "--db", database, "--json")
    assert result.exit_code == 3
    assert "broken.pcap" in result.stderr
    assert "incident" in {line["verdict"] for line in lines(result)}


def test_a_source_that_is_missing_gives_three_and_stops_nothing(captures: Path, database: str) -> None:
    result = kouan("audit", captures / "absent.pcap", captures / "leaking.pcap", "--db", database, "--json")
    assert result.exit_code == 3
    assert "absent.pcap" in result.stderr
    assert lines(result)


@pytest.mark.parametrize("command", ["flows", "parts"])
def test_flows_and_parts_never_alarm(captures: Path, command: str) -> None:
    assert kouan(command, captures / "leaking.pcap").exit_code == 0


def test_a_transfer_is_one_line_with_the_agreed_keys(captures: Path, database: str) -> None:
    found = lines(kouan("audit", captures / "leaking.pcap", "--db", database, "--json"))
    assert all(line.keys() >= TRANSFER_KEYS for line in found)
    assert all(line[side].keys() == PLACE_KEYS for line in found for side in ("sender_place", "receiver_place"))
    findings = [finding for line in found for finding in line["findings"]]
    assert all(finding.keys() == FINDING_KEYS for finding in findings)
    assert {finding["count"] for finding in findings if finding["detector"] == "cn.resident_id"} >= {240}


def test_clear_transfers_are_printed_only_when_asked_for(captures: Path, tmp_path: Path) -> None:
    asked = kouan("audit", captures / "clean.pcap", "--db", tmp_path / "all.db", "--json", "--all")
    unasked = kouan("audit", captures / "clean.pcap", "--db", tmp_path / "some.db", "--json")
    assert [(line["sender"], line["receiver"], line["verdict"]) for line in lines(asked)] == [(*LEAVING, "clear")]
    assert lines(unasked) == []


def test_what_is_printed_does_not_depend_on_the_record(captures: Path, database: str) -> None:
    first, second = (kouan("audit", captures / "leaking.pcap", "--db", database, "--json").stdout for _ in range(2))
    assert first == second


def test_every_frame_ends_in_one_counter(captures: Path, database: str, tmp_path: Path) -> None:
    kouan("audit", captures / "leaking.pcap", "--db", database, "--summary", tmp_path / "summary.json")
    (summary,) = [json.loads(line) for line in (tmp_path / "summary.json").read_text("utf-8").splitlines()]
    assert summary["frames"] == summary["decoded"] + sum(summary["unread"].values())
    assert summary["damage"] == []


def test_a_flow_is_one_line_with_the_agreed_keys(captures: Path) -> None:
    (flow,) = lines(kouan("flows", captures / "clean.pcap", "--json", "--digest"))
    assert flow.keys() == FLOW_KEYS | {"stream_sent", "stream_received"}
    assert flow["stream_sent"] == {"size": len(PAGE), "sha256": hashlib.sha256(PAGE).hexdigest(), "gaps": 0}
    assert (flow["frames_sent"], flow["frames_received"]) == (5, 3)


def test_a_part_is_one_line_with_the_agreed_keys(captures: Path) -> None:
    found = lines(kouan("parts", captures / "clean.pcap", "--json"))
    assert all(line.keys() >= PART_KEYS for line in found)
    assert "http.request.head" in {line["path"] for line in found}


def test_standard_input_and_compression_change_nothing(captures: Path) -> None:
    packed = gzip.compress((captures / "leaking.pcap").read_bytes())
    command = [sys.executable, "-I", "-c", "from agent.cli import main; main()", "flows", "-", "--json"]
    piped = subprocess.run(command, input=packed, capture_output=True, timeout=60, check=True).stdout.splitlines()
    plain = kouan("flows", captures / "leaking.pcap", "--json")
    assert [{**json.loads(line), "capture": ""} for line in piped] == [{**line, "capture": ""} for line in lines(plain)]


def test_a_folder_is_searched_for_captures(captures: Path) -> None:
    found = {Path(line["capture"]).name for line in lines(kouan("flows", captures, "--json"))}
    assert found == {"leaking.pcap", "clean.pcap"}


def test_a_capture_cut_short_is_used_up_to_the_cut(captures: Path, database: str, tmp_path: Path) -> None:
    whole = (captures / "leaking.pcap").read_bytes()
    (tmp_path / "cut.pcap").write_bytes(whole[: len(whole) - 100_000])
    result = kouan("audit", tmp_path / "cut.pcap", "--db", database, "--json")
    assert result.exit_code == 3
    assert "damaged at byte" in result.stderr
    assert "incident" in {line["verdict"] for line in lines(result)}


def test_help_names_every_command_without_importing_one() -> None:
    result = kouan("--help")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("audit", "demo", "flows", "geo", "incidents", "policy", "report"))
