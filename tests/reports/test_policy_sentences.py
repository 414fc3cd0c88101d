"""A policy in plain sentences."""

from policies.load import load_policy, pack_names
from reports.policy_sentences import explained
from reports.wording import Wording, wording


def english(content: dict[str, object]) -> str:
    (one,) = explained(Wording(content))
    return " ".join(sentence.en for sentence in one.says)


def test_a_rule_says_when_it_fires_how_grave_it_is_and_on_what_law() -> None:
    rule = {
        "match": {"classes": ["pi.*"], "min_subjects": 3, "opaque_bytes_min": 1_000_000, "clear_text": True},
        "severity": {"100": "critical", "1": "high"},
        "basis": ["L.1"],
        "four_eyes": True,
    }
    said = english({"rules": {"R": rule}})
    for words in ("of pi.*", "at least 3 people", "1,000,000 (1.00 MB) bytes", "in the clear: yes",
                  "high from 1, critical from 100 (by subjects)", "Basis: L.1", "two names"):  # fmt: skip
        assert words in said


def test_a_path_says_who_may_be_sent_what_and_until_when() -> None:
    path = {
        "mechanism": "standard_contract",
        "recipients": {"names": ["*.example.com"], "countries": ["SG"]},
        "classes": ["pi.ordinary"],
        "fields": ["email"],
        "valid": {"from": "2026-01-01"},
        "caps": {"subjects_per_year": 20000},
        "counts_toward_thresholds": False,
    }
    said = english({"transfers": {"T": path}})
    for words in ("standard contract", "2026-01-01 to –", "fields: email", "20,000 people a year", "must be in SG",
                  "nothing proves the receiver", "shown apart"):  # fmt: skip
        assert words in said


def test_a_threshold_includes_its_number() -> None:
    said = english({"thresholds": {"P": {"group": "sensitive", "at": 10000, "requires": ["security_assessment"]}}})
    assert "10,000 people (that number included)" in said
    assert "security assessment" in said


def test_a_class_says_what_feeds_it_and_whether_it_may_leave() -> None:
    content = {"classes": {"C": {"transferable": False, "sensitive": True}}, "detectors": {"email": "C", "vin": "D"}}
    assert english(content).endswith("Fed by the detectors email.")
    assert "No registered path" in english(content)


def test_an_exception_says_until_when_for_what_and_who_answers() -> None:
    entry = {"rules": ["R"], "assets": ["crm"], "reason": "audit", "by": ["lin"], "until": "2026-12-31"}
    said = english({"exceptions": {"E": entry}})
    assert "Until 2026-12-31 the rules R are silent for: assets crm. lin: audit" in said


def test_every_rule_class_and_threshold_of_a_pack_is_explained() -> None:
    assert "pipl-general" in pack_names()
    policy = load_policy(["pipl-general"])
    told = explained(wording(policy.report_json()))
    assert {one.id for one in told if one.section == "rules"} == {rule.id for rule in policy.rules.all}
    assert all(sentence.zh and "{}" not in sentence.zh + sentence.en for one in told for sentence in one.says)
