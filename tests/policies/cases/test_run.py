"""A case is judged as its transfer would be, and only what it names is compared."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policies.cases.case import Result
from policies.cases.coverage import coverage
from policies.cases.people import states
from policies.cases.read import read_cases
from policies.cases.run import run
from policies.cases.situation import transfer_of
from policies.judge import judge
from policies.load import policy_variants
from policies.policy import Policy
from policies.transfer import Transfer
from policies.verdict import Verdict

Results = Callable[[str], list[Result]]
Upload = Callable[..., Transfer]


def no_capture(path: str, policy: Policy) -> Iterator[tuple[Transfer, Verdict]]:
    yield from ()


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """What becomes of cases (`name: x, given …, expect …` each) under the general pack."""

    def build(text: str) -> list[Result]:
        path = tmp_path / "cases.yaml"
        path.write_text("cases:\n" + "".join(f"  - {{name: x, {line}}}\n" for line in text.strip().splitlines()))
        return list(run(read_cases([path], policy_variants(["pipl-general"])), no_capture))

    return build


CARD = "given: {findings: {cn.bank_card: 1}}"


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("verdict: clear", ("verdict", "clear", "incident")),
        ("rule: GEN-002", ("rule", "GEN-002", "GEN-001")),
        ("rules: []", ("rules", "nothing", "GEN-001")),
        ("fires: [GEN-001, GEN-002]", ("rules, at least", "GEN-001, GEN-002", "GEN-001")),
        ("silent: [GEN-001]", ("rules, without", "GEN-001", "GEN-001")),
        ("severity: low", ("severity", "low", "high")),
        ("cites: [DSL2021.31]", ("basis, at least", "DSL2021.31", "PIPL2021.28, PIPL2021.38, PIPL2021.39, CBDF2024.8")),
        ("lawful_path: []", None),
        ("violations: []", None),
        ("classes: [pi.ordinary]", ("classes", "pi.ordinary", "pi.sensitive.financial")),
        ("subjects: 2", ("subjects", "2", "1")),
        ("asset: crm", ("asset", "crm", "nothing")),
        ("recipient: Ltd", ("recipient", "Ltd", "nothing")),
        ("counter_year: 2026", None),
        ("thresholds: {spi-10k: reached}", ("threshold spi-10k", "reached", "below")),
        ("says: [without a lawful path]", None),
        ("says: [nonsense]", None),
    ],
)
def test_only_what_is_named_is_compared(results: Results, expect: str, said: tuple[str, str, str] | None) -> None:
    (result,) = results(f"{CARD}, expect: {{{expect}}}")
    told = [(one.key, one.expected, one.found) for one in result.differences]
    if "nonsense" in expect:
        assert [one[:2] for one in told] == [("reasons", "nonsense")]
    else:
        assert told == ([said] if said else [])
    assert result.passed == (not told)


def test_a_capture_in_which_nothing_leaves_fails_its_case(results: Results) -> None:
    (result,) = results("given: {capture: none.pcap}, expect: {verdict: incident}")
    assert [one.found for one in result.differences] == ["nothing left the mainland"]


def test_the_gravest_transfer_of_a_capture_names_the_answer(tmp_path: Path, upload: Upload) -> None:
    def replay(path: str, policy: Policy) -> Iterator[tuple[Transfer, Verdict]]:
        for found in ({"email": 1}, {"cn.bank_card": 1}, {"cn.resident_id": 1}):
            yield upload(found), judge(upload(found), policy)

    path = tmp_path / "cases.yaml"
    path.write_text(
        "cases: [{name: x, given: {capture: c}, expect: {verdict: incident, rule: GEN-001, rules: [GEN-001, GEN-002]}}]"
    )
    assert all(result.passed for result in run(read_cases([path], policy_variants(["pipl-general"])), replay))


def test_without_facts_a_case_is_an_upload_from_the_mainland_to_a_stranger(results: Results) -> None:
    (result,) = results("expect: {verdict: clear}")
    transfer = transfer_of(result.case)
    assert transfer.sender == transfer.client
    assert (transfer.sender_place.jurisdiction.label, transfer.receiver_place.jurisdiction.label) == (
        "mainland",
        "outside",
    )


def test_a_responder_is_the_server(results: Results) -> None:
    (result,) = results("given: {role: responder, sender: 10.1.1.1}, expect: {verdict: clear}")
    assert transfer_of(result.case).server == "10.1.1.1"


def test_a_finding_of_little_confidence_counts_nobody(results: Results, upload: Upload) -> None:
    (result,) = results("expect: {verdict: clear}")
    policy = result.case.policy
    sure, unsure = (judge(upload({"cn.mobile": 1}, confidence=c), policy) for c in (0.9, 0.6))
    assert states(policy, sure, {"ordinary": 99_999}, 2026)["pi-100k"] == "reached"
    assert states(policy, unsure, {"ordinary": 99_999}, 2026)["pi-100k"] == "warned"


def test_coverage_counts_only_what_passing_cases_name(results: Results) -> None:
    ran = results(
        f"{CARD}, expect: {{rules: [GEN-001]}}\n"
        f"{CARD}, expect: {{silent: [GEN-002], thresholds: {{pi-1m: below}}}}\n"
        f"{CARD}, expect: {{fires: [GEN-003]}}"
    )
    covered = coverage(ran, ["GEN-001", "GEN-002", "GEN-003", "pi-1m"])
    assert covered.never_tripped == ("GEN-002", "GEN-003", "pi-1m")
    assert covered.never_spared == ("GEN-001", "GEN-003")
    assert not covered.whole
