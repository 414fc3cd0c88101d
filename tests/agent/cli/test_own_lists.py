"""The firm's own lists from their files to the verdict: `kouan policy make-*`, then `kouan audit`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from agent.cli.audit import CLEAN, INCIDENTS, USAGE
from agent.craft import Conversation, Endpoint, write_capture
from agent.demo.messages import request

Kouan = Callable[..., Result]

NUMBER = "HT-2026-7731"
TEXT = "\n".join(f"Paragraph {n} of the listing documents says {n * n} and {n * 7919}." for n in range(200)).encode()
POLICY = """\
extends: pipl-general
lists:
  exact: [{id: customers, file: customers.kouan-list, class: biz.registered}]
  documents: [{id: listing, file: listing.kouan-docs, class: fin.working_papers}]
"""
PATH = """\
transfers:
  - id: T-1
    title: the filing
    mechanism: security_assessment
    recipients: {label: the exchange, cidrs: [44.233.10.25/32]}
    classes: [fin.working_papers]
    documents: [listing]
    valid: {from: 2020-01-01, to: 2030-01-01}
"""


@pytest.fixture
def folder(kouan: Kouan, tmp_path: Path) -> Path:
    """A policy with its lists beside it, made under the key of the record k.db."""
    (tmp_path / "own.yaml").write_text(POLICY)
    (tmp_path / "numbers.txt").write_text(f"{NUMBER}\n")
    (tmp_path / "listing.txt").write_bytes(TEXT)
    key = ("--db", tmp_path / "k.db")
    made = kouan("policy", "make-list", tmp_path / "numbers.txt", "--out", tmp_path / "customers.kouan-list", *key)
    assert made.exit_code == 0
    made = kouan(
        "policy", "make-fingerprints", tmp_path / "listing.txt", "--out", tmp_path / "listing.kouan-docs", *key
    )
    assert made.exit_code == 0
    return tmp_path


def sent(folder: Path, *bodies: bytes) -> Path:
    """A capture of uploads to the United States, each in a conversation of its own."""
    frames = []
    for number, body in enumerate(bodies):
        client = Endpoint("10.20.3.41", 40_000 + number)
        talk = Conversation(client, Endpoint("44.233.10.25", 80), (1_770_000_000 + number) * 10**9)
        talk.open()
        talk.say("client", request("POST", "/in", "www.example.org", body, "text/plain"))
        talk.close()
        frames += talk.frames
    write_capture(folder / "sent.pcap", frames)
    return folder / "sent.pcap"


def audited(kouan: Kouan, folder: Path, *bodies: bytes) -> Result:
    capture = sent(folder, *bodies)
    return kouan("audit", capture, "--json", "--all", "--policy", folder / "own.yaml", "--db", folder / "k.db")


def found(result: Result) -> set[tuple[str, str]]:
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return {(one["detector"], one["class"]) for row in rows for one in row["findings"]}


def test_a_listed_number_and_a_passage_of_a_document_are_found_under_their_classes(kouan: Kouan, folder: Path) -> None:
    result = audited(kouan, folder, f"customer {NUMBER}\n".encode(), b"as they write: " + TEXT[2000:5000])
    assert found(result) == {("match.exact", "biz.registered"), ("match.document", "fin.working_papers")}
    assert NUMBER not in result.output
    assert NUMBER.encode() not in (folder / "k.db").read_bytes()
    assert b"Paragraph" not in (folder / "k.db").read_bytes()


def test_what_is_not_listed_is_not_found(kouan: Kouan, folder: Path) -> None:
    assert found(audited(kouan, folder, b"customer HT-2026-7732\nParagraph one of another book.\n")) == set()


def test_a_path_with_documents_covers_the_whole_document_and_no_passage(kouan: Kouan, folder: Path) -> None:
    with (folder / "own.yaml").open("a") as file:
        file.write(PATH)
    assert audited(kouan, folder, TEXT).exit_code == CLEAN
    assert audited(kouan, folder, TEXT[2000:5000]).exit_code == INCIDENTS


def test_a_list_made_under_another_key_is_refused_with_its_place(kouan: Kouan, folder: Path) -> None:
    capture = sent(folder, b"nothing")
    result = kouan("audit", capture, "--policy", folder / "own.yaml", "--db", folder / "other.db")
    assert result.exit_code == USAGE
    assert f"{folder / 'own.yaml'}:3:" in result.stderr
    assert "made under the key" in result.stderr


def test_all_lists_that_cannot_be_used_are_told_at_once(kouan: Kouan, folder: Path) -> None:
    (folder / "customers.kouan-list").unlink()
    (folder / "listing.kouan-docs").write_bytes(b"no list")
    result = audited(kouan, folder, b"nothing")
    assert result.exit_code == USAGE
    assert "own.yaml:3:" in result.stderr
    assert "no such file" in result.stderr
    assert "own.yaml:4:" in result.stderr
    assert "kouan-docs 1" in result.stderr
