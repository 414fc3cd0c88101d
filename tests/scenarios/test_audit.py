"""An audit from capture to record: what it may never do, however its capture looks and wherever it is killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from agent.craft import Conversation, Endpoint, Frame, udp_frame, write_capture
from agent.demo.messages import client_hello, request, response, table, upload
from agent.demo.people import Person, invent

HOME, ABROAD = Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 80)
NOON_NS = 1_770_000_000_000_000_000
COMMAND = [sys.executable, "-I", "-c", "from agent.cli import main; main()"]
BOUNDARY = "multipart/form-data; boundary=----formdata-8c1f2e"


def talk(asked: bytes, answered: bytes = b"", port: int = 40_000, at_ns: int = NOON_NS) -> list[Frame]:
    conversation = Conversation(Endpoint(HOME.address, port), ABROAD, at_ns)
    conversation.open()
    conversation.say("client", asked)
    conversation.say("server", answered)
    conversation.close()
    return conversation.frames


def uploads(count: int) -> list[Frame]:
    """Uploads of different people, one after the other."""
    bodies = (request("POST", "/in", "crm.example.com", table(invent(3, seed)), "text/csv") for seed in range(count))
    return [frame for n, body in enumerate(bodies) for frame in talk(body, b"", 10_000 + n, NOON_NS + n * 10**9)]


def kouan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def record(database: Path) -> dict[str, object]:
    """What the record holds, as far as it may not depend on when or how often it was written."""
    with sqlite3.connect(database) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        counts = {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables}
        ids = connection.execute("select id from incidents order by id").fetchall()
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    # Every audit is a run of its own, and says of each capture what it saw.
    return {"ids": ids} | {name: count for name, count in counts.items() if name not in {"runs", "audits"}}


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("captures") / "uploads.pcap"
    write_capture(path, uploads(60))
    return path


def test_auditing_again_adds_nothing_twice(capture: Path, tmp_path: Path) -> None:
    database = tmp_path / "kouan.db"
    assert kouan("audit", capture, "--db", database).exit_code == 1
    once = record(database)
    assert len(once["ids"]) > 0
    assert kouan("audit", capture, capture, "--db", database).exit_code == 1
    assert record(database) == once


def test_a_renamed_capture_is_the_same_capture(capture: Path, tmp_path: Path) -> None:
    database, renamed = tmp_path / "kouan.db", tmp_path / "renamed.bin"
    renamed.write_bytes(capture.read_bytes())
    kouan("audit", capture, "--db", database)
    once = record(database)
    kouan("audit", renamed, "--db", database)
    assert record(database) == once


def killed(capture: Path, database: Path, after_seconds: float) -> int:
    """The exit status of an audit that is killed after a while, negative where it was still running."""
    process = subprocess.Popen(
        [*COMMAND, "audit", str(capture), "--db", str(database)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(after_seconds)
    process.kill()
    return process.wait(timeout=60)


def test_a_killed_audit_leaves_a_record_that_continues(capture: Path, tmp_path: Path) -> None:
    audit = [*COMMAND, "audit", str(capture), "--db"]
    for name in ("first.db", "whole.db"):  # the first fills the caches, the second is as long as the killed ones
        began = time.monotonic()
        assert subprocess.run([*audit, str(tmp_path / name)], check=False, capture_output=True).returncode == 1
        takes = time.monotonic() - began
    database, random = tmp_path / "killed.db", Random(8)
    statuses = [
        killed(capture, database, takes * share) for share in (0.2, *(random.uniform(0.4, 1.0) for _ in range(3)))
    ]
    assert -signal.SIGKILL in statuses
    assert kouan("audit", capture, "--db", database).exit_code == 1
    assert record(database) == record(tmp_path / "whole.db")


def test_a_summary_adds_up_for_every_capture(capture: Path, tmp_path: Path) -> None:
    frames = uploads(2)
    write_capture(tmp_path / "few.pcap", [*frames, Frame(NOON_NS, b"\xff" * 12), Frame(NOON_NS, b"\x02" * 60)])
    (tmp_path / "cut.pcap").write_bytes(capture.read_bytes()[:-7])
    sources = [capture, tmp_path / "few.pcap", tmp_path / "cut.pcap"]
    result = kouan("audit", *sources, "--db", tmp_path / "k.db", "--summary", tmp_path / "summary.json")
    assert result.exit_code == 3
    lines = [json.loads(line) for line in (tmp_path / "summary.json").read_text("utf-8").splitlines()]
    assert [line["capture"] for line in lines] == [str(source) for source in sources]
    assert [line["frames"] - line["decoded"] - sum(line["unread"].values()) for line in lines] == [0, 0, 0]
    assert [len(line["damage"]) for line in lines] == [0, 0, 1]
    assert sum(lines[1]["unread"].values()) == 2


def test_what_could_not_be_read_outranks_incidents_and_wrong_usage_outranks_both(capture: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.pcap"
    damaged.write_bytes(capture.read_bytes()[:-7])
    database = tmp_path / "k.db"
    assert kouan("audit", damaged, "--db", database).exit_code == 3
    assert kouan("audit", tmp_path / "absent.pcap", capture, "--db", database).exit_code == 3
    assert kouan("audit", damaged, "--db", database, "--policy", tmp_path / "absent.yaml").exit_code == 2


def test_a_record_or_summary_that_cannot_be_written_is_said(capture: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    unwritable = kouan("audit", capture, "--db", tmp_path / "file" / "kouan.db")
    assert (unwritable.exit_code, len(unwritable.stderr.splitlines())) == (3, 1)
    no_summary = kouan("audit", capture, "--db", tmp_path / "k.db", "--summary", tmp_path / "file" / "summary.json")
    assert no_summary.exit_code == 3
    assert "summary.json" in no_summary.stderr


@pytest.mark.parametrize("command", ["audit", "flows", "parts"])
def test_output_that_cannot_be_written_is_no_verdict(command: str, capture: Path, tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            [*COMMAND, command, str(capture), "--json"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (run.returncode, run.stderr) == (3, b"cannot go on: no space left on device\n")


def test_a_reader_that_goes_away_is_no_verdict(capture: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "audit", str(capture), "--json"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert process.stderr.read() == b"cannot go on: broken pipe\n"
    process.stderr.close()
    assert process.wait(timeout=60) == 3


def test_a_path_that_is_no_text_is_audited_like_any_other(capture: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"not-utf-8-\xff\n.pcap")
    (tmp_path / name).write_bytes(capture.read_bytes())
    strict, environment = [sys.executable, "-P", *COMMAND[2:]], {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    for arguments in (["--json", "--summary", "summary.json"], []):
        run = subprocess.run(
            [*strict, "audit", ".", *arguments], cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert (run.returncode, run.stderr) == (1, b"")
    (line,) = (tmp_path / "summary.json").read_text("utf-8").splitlines()
    assert json.loads(line)["capture"].endswith(name)


def test_a_file_that_is_no_record_is_left_alone(capture: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear officer, " * 500, "utf-8")
    assert kouan("audit", capture, "--db", tmp_path / "letter.txt").exit_code == 3
    assert (tmp_path / "letter.txt").read_text("utf-8") == "dear officer, " * 500


def values(person: Person) -> tuple[str, str, str, str]:
    return person.resident_id, person.mobile, person.bank_card, person.email


def awkward(people: list[Person]) -> list[list[Frame]]:
    """Values wherever a protocol lets its user write: names, paths, headers, keys, files, datagrams, host names."""
    one, two, *rest = people
    fields = {person.resident_id: person.mobile for person in rest}
    query = f"/find?{one.resident_id}={one.mobile}&{two.email}=1&card={one.bank_card}"
    head = (
        f"GET /people/{one.resident_id}/{two.bank_card} HTTP/1.1\r\nHost: {one.mobile}.crm.example.com\r\n"
        f"X-{two.mobile}: {two.resident_id}\r\nCookie: {one.bank_card}={two.email}\r\nReferer: http://a.example/{query}\r\n\r\n"
    )
    connect = f"CONNECT {two.mobile}.proxy.example.com:443 HTTP/1.1\r\nHost: {one.resident_id}.example.com\r\n\r\n"
    requests = [
        request("GET", query, "crm.example.com"),
        head.encode(),
        connect.encode(),
        request("POST", "/json", "crm.example.com", json.dumps(fields).encode(), "application/json"),
        request(
            "POST",
            "/form",
            "crm.example.com",
            upload(f"{one.resident_id}-{two.bank_card}.csv", table(people)),
            BOUNDARY,
        ),
        request("PUT", "/odd", "crm.example.com", table(people), f"text/{one.mobile}; name={two.resident_id}"),
        table(people),
        client_hello(f"{one.resident_id}.{two.mobile}.example.com", Random(1)) + bytes(500),
    ]
    talks = [
        talk(asked, response(b"", "text/plain"), 41_000 + n, NOON_NS + n * 10**9) for n, asked in enumerate(requests)
    ]
    resolver = Endpoint("8.8.8.8", 53)
    name = b"".join(
        bytes([len(label)]) + label for label in (one.resident_id.encode(), two.bank_card.encode(), b"example")
    )
    question = b"\x12\x34\x01\0\0\1\0\0\0\0\0\0" + name + b"\0\0\1\0\1"
    sent = (question, f"{one.mobile} {two.resident_id} {one.email}".encode(), table(people)[:1_000])
    datagrams = [
        Frame(NOON_NS, udp_frame(Endpoint(HOME.address, 50_000 + n), resolver, data)) for n, data in enumerate(sent)
    ]
    return [*talks, datagrams]


def test_no_value_leaves_its_capture(tmp_path: Path) -> None:
    people = invent(40, 99)
    planted = {value for person in people for value in values(person)}
    write_capture(tmp_path / "in.pcap", [frame for frames in awkward(people) for frame in frames])
    command = [*COMMAND, "audit", "in.pcap", "--policy", "inventory", "--all"]
    written = b""
    for extra in (["--json", "--summary", "summary.json"], []):
        run = subprocess.run([*command, *extra], cwd=tmp_path, capture_output=True, timeout=60, check=False)
        assert run.returncode == 1
        written += run.stdout + run.stderr
    report = subprocess.run(
        [*COMMAND, "report", "--out", "report.html"], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert report.returncode == 0, report.stderr
    listed = subprocess.run([*COMMAND, "incidents", "list"], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    written += listed.stdout + listed.stderr + report.stdout + report.stderr
    written += b"".join((tmp_path / name).read_bytes() for name in os.listdir(tmp_path) if name != "in.pcap")
    assert b"cn.resident_id" in written
    assert sorted(value[:2] + "…" + value[-1] for value in planted if value.encode() in written) == []
