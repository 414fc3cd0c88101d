"""`kouan geo` prints the chain of reasoning and the sources, and ends with the status the contract names."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli.geo import geo


def run(*arguments: str) -> Result:
    return CliRunner().invoke(geo, arguments)


def test_lookup_prints_the_chain_and_the_conclusion() -> None:
    result = run("lookup", "114.114.114.114")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("conclusion")
    assert "country CN, registered country CN" in result.stdout


def test_lookup_answers_a_program_with_one_object() -> None:
    answer = json.loads(run("lookup", "168.95.1.1", "--json").stdout)
    assert (answer["address"], answer["country"], answer["jurisdiction"]) == ("168.95.1.1", "TW", "outside")
    assert answer["steps"][-1]["rule"] == "conclusion"


def test_lookup_takes_a_geofeed(tmp_path: Path) -> None:
    feed = tmp_path / "offices.csv"
    feed.write_text("10.80.0.0/16,HK\n")
    answer = json.loads(run("lookup", "10.80.1.1", "--geo", str(feed), "--json").stdout)
    assert (answer["country"], answer["jurisdiction"], answer["source"]) == (
        "HK",
        "outside",
        f"override 10.80.0.0/16 ({feed}:1)",
    )


def test_lookup_takes_the_overrides_and_the_border_of_a_policy(tmp_path: Path) -> None:
    policy = tmp_path / "example.yaml"
    policy.write_text(
        "extends: [pipl-general]\n"
        "border: {private_default: unknown}\n"
        "geo:\n  overrides:\n    - {cidr: 10.90.0.0/16, place: US, reason: by IPsec}\n"
    )
    places = [
        json.loads(run("lookup", address, "--policy", str(policy), "--json").stdout)
        for address in ("10.90.1.1", "10.1.1.1")
    ]
    assert [place["jurisdiction"] for place in places] == ["outside", "unknown"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["lookup", "300.1.1.1"], 2),
        (["lookup"], 2),
        (["lookup", "1.1.1.1", "--policy", "missing.yaml"], 2),
        (["lookup", "1.1.1.1", "--geo", "missing.mmdb"], 3),
        (["status", "--geo", "missing.mmdb"], 3),
    ],
)
def test_the_exit_status_says_who_has_to_act(arguments: list[str], status: int) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr


def test_status_names_sources_and_attributes_them() -> None:
    lines = run("status").stdout.splitlines()
    assert lines[0].startswith("embedded DB-IP Lite 2026-06-01 (")
    assert lines[1] == "IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0"


def test_status_answers_a_program_with_one_object() -> None:
    answer = json.loads(run("status", "--json").stdout)
    (database,) = answer["databases"]
    assert (database["name"], database["built"]) == ("embedded", "2026-06-01")
    assert database["age_days"] >= 0
