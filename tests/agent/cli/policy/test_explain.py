"""`kouan policy explain`: what a policy means."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Kouan = Callable[..., Result]
FIRM = str(Path(__file__).parents[4] / "examples" / "brokerage.yaml")


def test_a_whole_policy_is_explained_in_both_languages(kouan: Kouan) -> None:
    answer = kouan("policy", "explain", FIRM)
    assert answer.exit_code == 0
    assert "规则 FIRM-001" in answer.stdout
    assert "Fires on what no lawful path covers" in answer.stdout


@pytest.mark.parametrize("what", ["FIRM-001", "rules", "T-2026-001"])
def test_one_section_or_entry_can_be_asked_for(kouan: Kouan, what: str) -> None:
    told = json.loads(kouan("policy", "explain", FIRM, what, "--json").stdout)["entries"]
    assert told
    assert all(what in {one["section"], one["id"]} for one in told)


def test_a_described_transfer_is_judged_and_every_entry_answers(kouan: Kouan) -> None:
    facts = ("--to", "198.51.100.7", "--country", "us", "--found", "cn.bank_card=2", "--day", "2026-11-20")
    told = json.loads(kouan("policy", "explain", FIRM, *facts, "--json").stdout)
    assert (told["outcome"], told["rules"][0], told["country"]) == ("incident", "GEN-001", "US")
    assert {one["id"]: one["failed"] for one in told["paths"]} == {"T-2026-001": "recipient", "T-2026-002": "class"}
    text = kouan("policy", "explain", FIRM, *facts, "--lang", "en").stdout
    assert "T-2026-002: class" in text


def test_the_day_decides(kouan: Kouan) -> None:
    facts = ("--to", "198.51.100.7", "--country", "US", "--found", "email", "--json")
    on = json.loads(kouan("policy", "explain", FIRM, *facts, "--day", "2029-02-09").stdout)
    after = json.loads(kouan("policy", "explain", FIRM, *facts, "--day", "2029-02-10").stdout)
    assert (on["outcome"], after["outcome"]) == ("authorised", "incident")


@pytest.mark.parametrize(
    "wrong",
    [
        ("no/such.yaml",),
        (FIRM, "NOTHING"),
        (FIRM, "--to", "nowhere"),
        (FIRM, "--to", "198.51.100.7", "--found", "cn.nothing"),
        (FIRM, "--to", "198.51.100.7", "--found", "email=many"),
        (FIRM, "--to", "198.51.100.7", "--day", "tomorrow"),
    ],
)
def test_what_is_wrong_is_told(kouan: Kouan, wrong: tuple[str, ...]) -> None:
    assert kouan("policy", "explain", *wrong).exit_code == 2
