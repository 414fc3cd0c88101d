"""The shipped packs: every rule has a case that trips it and one that does not."""

import json
from collections.abc import Callable

import pytest

from policies.bases import in_force
from policies.cases.coverage import coverage
from policies.cases.read import cases_beside, own_names, read_cases
from policies.cases.run import run
from policies.detector_ids import DETECTOR_IDS
from policies.judge import judge
from policies.load import load_policy, pack_names, policy_variants
from policies.policy import Policy
from policies.transfer import Transfer

PolicyOf = Callable[[str], Policy]
Upload = Callable[..., Transfer]
GENERAL = load_policy(["pipl-general"])
INVENTORY = load_policy(["inventory"])
LAPSED = """
extends: [pipl-general]
transfers:
  - {id: T, mechanism: exemption, recipients: {cidrs: 203.0.113.9}, classes: [pi.ordinary], valid: {to: 2020-01-01}}
"""


@pytest.mark.parametrize("pack", pack_names())
def test_every_case_of_a_pack_passes_and_every_rule_and_threshold_is_tripped_and_spared(pack: str) -> None:
    variant = policy_variants([pack])
    results = list(run(read_cases([cases_beside(pack)], variant), lambda path, policy: []))
    assert [(result.case.name, result.differences) for result in results if not result.passed] == []
    covered = coverage(results, own_names(pack, variant(None)))
    assert (covered.never_tripped, covered.never_spared) == ((), ())
    assert covered.names


def test_bulk_that_cannot_be_read_fires_from_fifty_megabytes(upload: Upload) -> None:
    assert judge(upload(opaque_bytes=50_000_000), GENERAL).rules == ("GEN-040",)
    assert judge(upload(opaque_bytes=49_999_999), GENERAL).rules == ()
    assert judge(upload(opaque_bytes=10**9), GENERAL).severity == "medium"


def test_important_data_fires_once_a_detector_is_given_that_class(policy_of: PolicyOf, upload: Upload) -> None:
    policy = policy_of("extends: [pipl-general]\ndetectors: {match.document: data.important}")
    assert judge(upload({"match.document": 1}), policy).rules == ("GEN-021",)


def test_an_expired_path_is_its_own_incident_below_every_minimum(policy_of: PolicyOf, upload: Upload) -> None:
    assert judge(upload({"email": 1}), policy_of(LAPSED)).rules == ("GEN-010",)
    assert judge(upload({"cn.uscc": 1}), policy_of(LAPSED)).rules == ()


@pytest.mark.parametrize("detector", DETECTOR_IDS)
def test_one_value_of_any_detector_is_an_incident_of_the_inventory(upload: Upload, detector: str) -> None:
    verdict = judge(upload({detector: 1}), INVENTORY)
    assert (verdict.outcome, "INV-001" in verdict.rules) == ("incident", True)
    assert verdict.basis


@pytest.mark.parametrize("detector", DETECTOR_IDS)
def test_every_detector_has_a_class(detector: str) -> None:
    assert GENERAL.classifier.class_of(detector) != "unclassified"


@pytest.mark.parametrize("pack", pack_names())
def test_everything_in_a_pack_is_titled_in_both_languages(pack: str) -> None:
    told = json.loads(load_policy([pack]).report_json())
    titles = [entry["title"] for part in ("rules", "classes") for entry in told[part].values()]
    texts = [entry[key] for entry in told["bases"].values() for key in ("law", "says")]
    assert all(set(text) == {"zh", "en"} for text in titles + texts)
    assert all(entry["confidence"] for entry in told["bases"].values())
    assert told["law_as_of"] >= "2026-01-01"


def test_every_basis_of_a_rule_is_in_force_in_2026() -> None:
    for rule in INVENTORY.rules.all:
        assert len(in_force(rule.basis, INVENTORY.bases, "2026-06-21")) == len(rule.basis), rule.id
