"""Case files are read with the policy's own loader; every problem of all files is told at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from policies.cases.case import Case
from policies.cases.read import cases_beside, own_names, read_cases
from policies.load import PACKS, load_policy, policy_variants
from policies.problems import PolicyInvalid

Read = Callable[[str], list[Case]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The cases of a text for the general pack."""

    def build(text: str) -> list[Case]:
        path = tmp_path / "cases.yaml"
        path.write_text(text, encoding="utf-8")
        return read_cases([path], policy_variants(["pipl-general"]))

    return build


def problems(read: Read, text: str) -> list[str]:
    with pytest.raises(PolicyInvalid) as caught:
        read(text)
    return [str(problem).partition("cases.yaml:")[2] for problem in caught.value.problems]


EXPECT = "expect: {verdict: clear}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cases: []", '1:1  "cases" must not be empty'),
        (f"cases: [{{{EXPECT}}}]", '1:9  the case without name needs "name": say in one sentence'),
        ("cases: [{name: x}]", '1:9  case "x" needs "expect": say what the policy must answer'),
        ("cases: [{name: x, expect: {}}]", '1:19  "expect" in case "x": a case that expects nothing cannot fail'),
        ("cases: [{name: x, expect: {verdcit: clear}}]", '1:28  unknown key "verdcit" in case "x"; did you mean "verdict"?'),
        ("cases: [{name: x, expect: {rules: [GEN-01]}}]", '1:9  unknown rule "GEN-01" in case "x"; did you mean "GEN-0'),
        ("cases: [{name: x, expect: {thresholds: {pi-10k: below}}}]", '1:9  unknown threshold "pi-10k" in case "x"; did you mean'),
        (f"cases: [{{name: x, given: {{time: noon}}, {EXPECT}}}]", '1:27  "time" in case "x" is "noon": not a time with its zone'),
        (f"cases: [{{name: x, given: {{sender: home}}, {EXPECT}}}]", '1:27  "sender" in case "x" is "home": not an address'),
        (f"cases: [{{name: x, given: {{capture: a, role: responder}}, {EXPECT}}}]", '1:19  "given" in case "x": a capture has its own facts'),
        (f"cases: [{{name: x, given: {{day: 2026-01-01, time: 2026-01-01T00:00:00Z}}, {EXPECT}}}]", '1:19  "given" in case "x": give the day or the time'),
        (f"cases: [{{name: x, with: {{confidence: 9}}, {EXPECT}}}]", '1:26  "confidence" must be at most 1.0, not "9"'),
    ],
)  # fmt: skip
def test_a_problem_says_where_and_what(read: Read, text: str, said: str) -> None:
    assert [problem[: len(said)] for problem in problems(read, text)] == [said]


def test_all_problems_of_a_file_are_told_at_once(read: Read) -> None:
    text = "cases:\n  - {name: a, expect: {rules: [NO-1]}}\n  - {name: b, expect: {cites: [NO-2]}}"
    assert len(problems(read, text)) == 2


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid, match="cannot be read: No such file"):
        read_cases([tmp_path / "none.yaml"], policy_variants(["pipl-general"]))


def test_what_a_case_does_not_give_the_file_gives_to_all(read: Read) -> None:
    first, second = read(
        "given: {to: HK, findings: {email: 1}}\n"
        f"cases: [{{name: a, {EXPECT}}}, {{name: b, given: {{to: SG}}, {EXPECT}}}]"
    )
    assert (first.given["to"], second.given["to"]) == ("HK", "SG")
    assert [found["detector"] for found in second.given["findings"]] == ["email"]


def test_a_case_may_put_its_own_tree_on_top_of_the_policy(read: Read) -> None:
    plain, own, alias = read(
        f"cases:\n  - {{name: a, {EXPECT}}}\n  - {{name: b, with: &w {{processor: {{cii_operator: true}}}}, {EXPECT}}}\n"
        f"  - {{name: c, with: *w, {EXPECT}}}"
    )
    assert plain.policy.hash == load_policy(["pipl-general"]).hash != own.policy.hash
    assert own.policy is alias.policy


def test_the_cases_of_a_policy_lie_beside_it() -> None:
    assert cases_beside("inventory") == PACKS / "tests" / "inventory.yaml"
    assert cases_beside("firm/policy.yaml") == Path("firm/tests/policy.yaml")


def test_rules_that_a_file_switches_off_are_not_its_own() -> None:
    names = own_names("finance-securities", load_policy(["finance-securities"]))
    assert "FIN-001" in names
    assert "GEN-023" not in names
    assert "GEN-001" not in names
