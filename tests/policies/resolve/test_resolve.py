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
    assert policy.rules.all[0].match.classes == frozenset({"pi", "contact", "work.mail"})


def test_what_lies_below_an_untransferable_class_is_untransferable(policy_of: PolicyOf) -> None:
    policy = policy_of("classes: [{id: core, transferable: false}, {id: core.grid, parent: core}, {id: other}]")
    assert policy.untransferable == {"core", "core.grid"}


def test_what_a_rule_speaks_of_follows_from_its_match(policy_of: PolicyOf) -> None:
    rules = "bases: [{id: B, law: x}]\nassets: [{id: crm, cidrs: 10.0.0.1}]\nrules:\n" + "".join(
        f"  - {{id: R{n}, match: {match}, severity: low, basis: B}}\n"
        for n, match in enumerate(["{min_count: 1}", "{opaque: true}", "{assets: crm}", "{opaque_bytes_min: 1KB}"])
    )
    assert [rule.speaks_of for rule in policy_of(rules).rules.all] == ["findings", "opaque", "any", "opaque"]


def test_a_report_gets_titles_and_texts_by_id(policy_of: PolicyOf) -> None:
    policy = policy_of("extends: [inventory]\nprocessor: {name: 示例公司}")
    told = json.loads(policy.report_json())
    assert told["hash"] == policy.hash
    assert told["processor"]["name"] == {"zh": "示例公司", "en": "示例公司"}
    assert told["rules"]["GEN-001"]["title"]["zh"]
    assert told["classes"]["pi.sensitive.medical"]["sensitive"] is True
    assert told["bases"]["CSL2016.21"]["valid"] == {"from": "2017-06-01", "to": "2025-12-31"}
    assert told["border"]["names"]["HK"]["zh"] == "中国香港"


def test_classes_below_a_sensitive_one_are_sensitive(policy_of: PolicyOf) -> None:
    policy = policy_of(
        "classes: [{id: pi.s, sensitive: true}, {id: pi.s.a, parent: pi.s},"
        " {id: pi.o, sensitive_under: gbt35273-2020}, {id: pi.o.a, parent: pi.o}]\n"
        "counting: {sensitive_profile: gbt45574-2025}"
    )
    assert [policy.sensitivity.is_sensitive(name, "2020-01-01") for name in ("pi.s.a", "pi.o.a")] == [True, False]
    assert policy.sensitivity.group_under("pi.o.a", "gbt35273-2020") == "sensitive"


def test_an_own_detector_is_known_wherever_detectors_are_named(policy_of: PolicyOf) -> None:
    policy = policy_of(
        "classes: [{id: pi.a}, {id: pi.b}]\n"
        "custom_detectors: [{id: x.a, pattern: 'a\\d', class: pi.a}, {id: x.b, pattern: 'b\\d', class: pi.a}]\n"
        "detectors: {x.b: pi.b}\n"
        "counting: {identifiers: [x.*, email], priority: [email, x.b]}"
    )
    assert [policy.classifier.class_of(name) for name in ("x.a", "x.b")] == ["pi.a", "pi.b"]
    assert policy.identifiers == {"x.a", "x.b", "email"}
    assert policy.counting.priority == ("email", "x.b", "x.a")


def test_fields_and_detectors_of_an_entry_are_one_thing(policy_of: PolicyOf) -> None:
    entry = "transfers: [{id: T, mechanism: exemption, recipients: {cidrs: 10.0.0.1}, valid: {}, %s}]"
    first, *_ = policy_of(entry % "fields: [email], detectors: [vin]").register.paths
    assert first.fields == {"email", "vin"}
    assert policy_of(entry % "detectors: [vin]").register.paths[0].fields == {"vin"}


def test_duties_are_plain_values(policy_of: PolicyOf) -> None:
    policy = policy_of(
        "bases: [{id: B, law: x}]\nretention_floor: {flow_days: 184}\n"
        "clocks: [{id: C, months: 6, after: before_expiry, basis: B}]\n"
        "thresholds: [{id: T, group: sensitive, at: 10000, basis: B, warn_at: [0.5]}]\n"
        "review: {four_eyes: {}, sla_hours: {high: 24}}\noutputs: [{kind: file, to: out.json}]\n"
    )
    assert (policy.clocks[0].amount, policy.clocks[0].unit) == (6, "months")
    assert (policy.thresholds[0].at, policy.thresholds[0].warn_at) == (10000, (0.5,))
    assert (policy.retention_floor.flow_days, policy.retention.flow_days) == (184, 0)
    assert policy.review.four_eyes is not None
    assert policy.review.four_eyes.transitions == {"false_positive", "authorised", "closed"}
    assert policy.outputs[0].redaction == "masked"
