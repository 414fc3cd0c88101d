"""The resolved policy: its hash, its border, its overrides, what a report needs."""

import json
from collections.abc import Callable

from policies.policy import Border, GeoOverride, Policy

PolicyOf = Callable[[str], Policy]


def test_the_hash_is_of_the_content_not_of_its_form(policy_of: PolicyOf) -> None:
    plain = policy_of("classes: [{id: a, title: 甲}]\nconfidence: 0.7")
    assert (
        policy_of('{"confidence": "0.70", "classes": [{"title": {"zh": "甲", "en": "甲"}, "id": "a"}]}').hash
        == plain.hash
    )
    assert policy_of("name: other\nclasses: [{id: a, title: 甲}]\nconfidence: 0.7").hash == plain.hash
    assert policy_of("classes: [{id: a, title: 甲}]\nconfidence: 0.8").hash != plain.hash


def test_a_default_written_out_changes_no_hash(policy_of: PolicyOf) -> None:
    assert policy_of("classes: [{id: a, sensitive: false}]").hash == policy_of("classes: [{id: a}]").hash


def test_the_border_is_plain_data(policy_of: PolicyOf) -> None:
    text = "border: {mainland: [cn, hk], disputed: outside, unknown: mainland, private_default: unknown}"
    assert policy_of(text).border == Border(("CN", "HK"), "outside", "mainland", "unknown")


def test_an_override_is_a_country_or_a_jurisdiction(policy_of: PolicyOf) -> None:
    text = "geo: {overrides: [{cidr: 10.8.0.0/16, place: hk, reason: leased line, by: ops, until: 2027-01-01}, %s]}"
    abroad, home = policy_of(text % "{cidr: 10.9.0.0/16, place: mainland, name: Shanghai}").geo_overrides
    assert abroad == GeoOverride("10.8.0.0/16", "HK", "", "", "leased line", "ops", "2027-01-01")
    assert (home.country, home.jurisdiction, home.name) == ("", "mainland", "Shanghai")


def test_a_pattern_means_the_class_and_all_below_it(policy_of: PolicyOf) -> None:
    policy = policy_of(
        "classes: [{id: pi}, {id: contact, parent: pi}, {id: work.mail, parent: contact}, {id: biz}]\n"
        "bases: [{id: B, law: x}]\n"
        "rules: [{id: r, match: {classes: [p*]}, severity: low, basis: B}]"
    )
    assert policy.rules[0].classes == frozenset({"pi", "contact", "work.mail"})


def test_what_lies_below_an_untransferable_class_is_untransferable(policy_of: PolicyOf) -> None:
    policy = policy_of("classes: [{id: core, transferable: false}, {id: core.grid, parent: core}, {id: other}]")
    assert policy.untransferable == {"core", "core.grid"}


def test_what_a_rule_speaks_of_follows_from_its_match(policy_of: PolicyOf) -> None:
    rules = "bases: [{id: B, law: x}]\nassets: [{id: crm, cidrs: 10.0.0.1}]\nrules:\n" + "".join(
        f"  - {{id: R{n}, match: {match}, severity: low, basis: B}}\n"
        for n, match in enumerate(["{min_count: 1}", "{opaque: true}", "{assets: crm}", "{opaque_bytes_min: 1KB}"])
    )
    assert [rule.speaks_of for rule in policy_of(rules).rules] == ["findings", "opaque", "any", "opaque"]


def test_a_report_gets_titles_and_texts_by_id(policy_of: PolicyOf) -> None:
    policy = policy_of("extends: [inventory]\nprocessor: {name: 示例公司}")
    told = json.loads(policy.report_json())
    assert told["hash"] == policy.hash
    assert told["processor"]["name"] == {"zh": "示例公司", "en": "示例公司"}
    assert told["rules"]["GEN-001"]["title"]["zh"]
    assert told["classes"]["pi.sensitive.medical"]["sensitive"] is True
    assert told["bases"]["CSL2016.21"]["valid"] == {"from": "2017-06-01", "to": "2025-12-31"}
    assert told["border"]["names"]["HK"]["zh"] == "中国香港"
