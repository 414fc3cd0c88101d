"""Why an incident is one: facts, paths, remedies, and their text."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from policies.detectors import DETECTORS
from policies.load import load_policy
from policies.policy import Policy
from reports.explanation import Explanation, Knowledge, explain
from reports.explanation_facts import ends, unseen
from reports.explanation_paths import Trial, remedies, tried_paths
from reports.explanation_text import explanation_text
from reports.incident import CaptureRecord, JudgedTransfer, RunRecord
from reports.recorded import Case
from reports.store import Store
from reports.wording import Words, wording

FIRM = """
extends: [pipl-general]
transfers:
  - {id: T-1, title: {zh: 甲, en: first}, mechanism: standard_contract, recipients: {cidrs: 198.51.100.7}, classes: [pi.ordinary],
     detectors: [email], valid: {to: 2030-01-01}}
  - {id: T-2, mechanism: exemption, recipients: {cidrs: 192.0.2.1}, classes: [pi.ordinary], valid: {to: 2030-01-01}}
"""
DETECTORS_BY_ID = {detector.id: detector for detector in DETECTORS}

MakeCase = Callable[..., Case]


@pytest.fixture
def firm(tmp_path: Path) -> Policy:
    file = tmp_path / "firm.yaml"
    file.write_text(FIRM, encoding="utf-8")
    return load_policy([file])


@pytest.fixture
def case_of(database: Path, judged: Callable[..., JudgedTransfer], run: RunRecord, capture: CaptureRecord) -> MakeCase:
    """The case of some transfers of one incident."""

    def build(*changes: dict[str, object]) -> Case:
        transfers = [judged(1 + 250 * at, **one) for at, one in enumerate(changes)]
        with Store.open(database) as store:
            store.record(store.begin(run), capture, transfers, [])
            found = store.case(store.incidents()[0].id)
        assert found is not None
        return found

    return build


def explained(case: Case, policy: Policy | None) -> Explanation:
    words = wording(policy.report_json()) if policy else wording("")
    return explain(case, Knowledge(words, policy, DETECTORS_BY_ID, None, "kouan.db"))


def test_the_transfers_of_an_incident_are_summed(case_of: MakeCase, firm: Policy) -> None:
    one = explained(case_of({"values": "ab"}, {"values": "bc"}), firm)
    assert "2 transfers" in one.summary.en
    assert "共 2 次传输" in one.summary.zh
    (found,) = one.found
    assert (found.detector, found.count) == ("cn.mobile", 3)
    assert len(found.notes) == 3


def test_each_path_is_told_once_with_its_first_failing_condition(case_of: MakeCase, firm: Policy) -> None:
    trial = tried_paths(case_of({}, {}), firm, wording(firm.report_json()))
    (path,) = trial.paths
    assert (path.id, path.failed, path.transfers, path.title) == ("T-1", "field", 2, Words("甲", "first"))
    assert trial.others == 1


def test_without_an_entry_for_the_receiver_one_has_to_be_registered(case_of: MakeCase, firm: Policy) -> None:
    case = case_of({"receiver": "198.51.100.8"})
    trial = tried_paths(case, firm, wording(firm.report_json()))
    assert (trial.paths, trial.others) == ((), 2)
    (one,) = remedies(case, firm, trial, wording(firm.report_json()))
    assert "198.51.100.8" in one.en


def test_what_may_never_leave_gets_no_advice_to_register_it(case_of: MakeCase, firm: Policy) -> None:
    forbidding = replace(firm, untransferable=frozenset({"pi.ordinary"}))
    said = [one.en for one in remedies(case_of({}), forbidding, Trial((), 0), wording(firm.report_json()))]
    assert len(said) == 1
    assert "stop sending it" in said[0]


def test_what_was_not_read_is_told(case_of: MakeCase) -> None:
    case = case_of({"opaque_bytes": 900, "gaps": 10, "budget": "depth"})
    said = " ".join(one.en for one in unseen(case))
    assert all(words in said for words in ("900 B were encrypted", "lost 10 B", "limit: depth"))
    assert unseen(case_of({})) != unseen(case)


def test_both_ends_are_told_with_database_and_confidence(case_of: MakeCase, firm: Policy) -> None:
    receiver, sender = ends(case_of({}), wording(firm.report_json()))
    assert (receiver.side, receiver.addresses) == ("receiver", ("198.51.100.7",))
    assert "DB-IP Lite 2026-06" in receiver.notes[0].en
    assert sender.side == "sender"


def test_a_place_of_the_organisations_own_is_told_as_such(
    case_of: MakeCase, judged: Callable[..., JudgedTransfer], firm: Policy
) -> None:
    place = replace(judged(1).transfer.receiver_place, source="override: firm", organisation="Example", asn=64500)
    receiver = ends(case_of({"receiver_place": place}), wording(firm.report_json()))[0]
    assert "the organisation's own policy" in receiver.notes[0].en
    assert any("AS64500 Example" in note.en for note in receiver.notes)


def test_without_its_policy_the_rest_is_still_explained(case_of: MakeCase) -> None:
    one = explained(case_of({}), None)
    assert (one.trial, one.clocks) == (None, ())
    assert "keeps too little" in explanation_text(one, "en", 80)


@pytest.mark.parametrize("language", ["both", "zh", "en"])
def test_nothing_from_the_network_moves_the_cursor(case_of: MakeCase, firm: Policy, language: str) -> None:
    case = case_of({"receiver": "198.51.100.7"})
    hostile = replace(case, incident=replace(case.incident, recipient="\x1b[2J\r\u202e"))
    text = explanation_text(explained(hostile, firm), language, 60)  # type: ignore[arg-type]
    assert all(line.isprintable() for line in text.split("\n"))


def test_counts_have_a_place_of_their_own(case_of: MakeCase, firm: Policy) -> None:
    known = Knowledge(wording(firm.report_json()), firm, {}, None, "kouan.db", (Words("此前 9 人", "9 before"),))
    assert "Thresholds\n  - 9 before" in explanation_text(explain(case_of({}), known), "en", 80)


def test_the_value_is_plain(case_of: MakeCase, firm: Policy) -> None:
    told = asdict(explained(case_of({}), firm))
    assert told["trial"]["paths"][0]["failed"] == "field"


def test_a_threshold_that_was_reached_is_told_as_one_with_what_suffices_from_then_on(
    case_of: MakeCase, tmp_path: Path
) -> None:
    file = tmp_path / "firm.yaml"
    threshold = "{id: T, title: {en: ten}, group: personal, at: 10, requires: [certification], basis: [CBDF2024.8]}"
    file.write_text(f"extends: [pipl-general]\nthresholds: [{threshold}]", encoding="utf-8")
    case = case_of({})
    reached = replace(case, incident=replace(case.incident, rule="T", sender="*", recipient="*"))
    one = explained(reached, load_policy([file]))
    assert one.rule_title.en == "ten"
    assert "all exports together reached the threshold" in one.summary.en
    assert one.remedies[0].en == "Past the threshold “ten” it takes: certification."
