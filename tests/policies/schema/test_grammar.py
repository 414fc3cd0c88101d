"""The whole language in one policy: every key is taken, and what is written wrong is told in words."""

from collections.abc import Callable

import pytest

from policies.policy import Policy

GRAMMAR = """
metadata: {version: "2026.11", owner: 合规部, approved_by: [dpo, cco], approved_at: 2026-11-20, review_by: 2027-05-20}
processor:
  uscc: 91310000MA1K35YJ0E
  cii_operator: false
  subjects_total: 4200000
  important_data: [{id: IMP-1, title: 测绘, source: published, day: 2026-01-01, classes: [data], detectors: [vin]}]
  ftz: {zone: shanghai-lingang, registered: true, negative_list: 2025 list}
  gba_city: shenzhen
  listing: {status: preparing, venue: HKEX}
border: {watch: [us]}
geo: {relays: [{cidr: 10.1.9.10/32, kind: socks, reason: proxy, by: ops, until: 2027-03-01}]}
assets: [{id: crm, cidrs: 10.10.1.0/28, holds: [pi.*], egress: deny, record_bytes: 640, levels: {JR/T 0158: 3}}]
classes:
  - {id: pi.a, sensitive: true}
  - {id: pi.b, sensitive_under: [gbt35273-2020]}
  - {id: data}
detectors: {email: pi.b}
custom_detectors:
  - id: x.employee_no
    title: 工号
    pattern: 'EMP-\\d{6}'
    checksum: luhn
    context: {words: [工号, employee no], required: true}
    class: pi.a
    confidence: 0.7
    examples: [EMP-000018]
    counterexamples: [EMP-1]
lists:
  exact: [{id: customers, file: customers.kouan-list, class: pi.a}]
  documents: [{id: listing-2026, file: listing.kouan-docs, class: data}]
transfers:
  - id: T-1
    mechanism: exemption
    article: B
    necessity: docs/pia.pdf
    owner: wealth
    filing: {number: "1", filed: 2026-02-20, effective: 2026-02-10}
    assessment: {number: "1", date: 2026-01-01}
    certificate: {number: "1", date: 2026-01-01}
    approval: {authority: CSRC, number: "1"}
    recipients: {label: HK, cidrs: [203.0.113.9], countries: HK}
    classes: [pi.*]
    fields: [x.*, email]
    documents: [listing-2026]
    caps: {subjects_per_transfer: 100, subjects_per_year: 20000, bytes_per_day: 500MB}
    counts_toward_thresholds: false
    pia: {id: P, date: 2026-01-01}
    consent: {kind: separate, evidence: log}
    valid: {from: 2026-01-01, to: 2026-12-31}
thresholds:
  - {id: pi-100k, group: personal, at: 100000, requires: standard_contract, basis: B, warn_at: [0.5, 0.8], severity: high}
counting:
  identifiers: [email, x.employee_no]
  priority: [x.employee_no]
  min_confidence: 0.7
  sensitive_profile: gbt35273-2020
  baseline: [{year: 2026, group: ordinary, subjects: 18500, source: disks, by: dpo}]
rules:
  - id: R-1
    match:
      {role: responder, egress: [deny], holds: [pi.*], registered: false, mechanisms: [approval], clear_text: true,
       bytes_min: 1MB, scope_violation: [detector, cap], protocols: TCP, sensitive: true}
    raise_if: {clear_text: true, classes: [pi.a]}
    four_eyes: true
    severity: low
    basis: B
exceptions:
  - {id: EX-1, rules: [R-*], assets: crm, cidrs: 203.0.113.0/24, names: "*.example.com", countries: US,
     classes: [pi.b], detectors: [email], reason: test, by: [a, b], until: 2027-01-31}
evidence: {samples: 3, masking: strict, keep_payload: true}
retention: {flow_days: 190, incident_years: 5, transfer_years: 5, counter_years: 3}
retention_floor: {flow_days: 184, incident_years: 3}
review: {four_eyes: {severity_min: high, transitions: [closed]}, sla_hours: {critical: 4, low: 240}}
outputs: [{kind: syslog, to: "10.1.5.5:6514", redaction: statistics_only}]
bases: [{id: B, law: x, liability: [administrative, integrity], text: words}]
clocks: [{id: C, applies: {mechanisms: standard_contract, classes: [pi.*], rules: R-1, min_subjects: 5}, workdays: 10, after: effect, to: CAC, basis: B}]
"""


def test_every_key_of_the_language_is_taken(problems_of: Callable[[str], list[str]]) -> None:
    assert problems_of(GRAMMAR) == []


def test_a_filing_number_alone_keeps_the_hash_it_had(policy_of: Callable[[str], Policy]) -> None:
    entry = "transfers: [{id: T, mechanism: approval, recipients: {cidrs: 10.0.0.1}, detectors: email, valid: {}%s}]"
    number = policy_of(entry % ", filing: F-1")
    assert number.hash == "6b1b8f6629fe5dcf6c90b9d61418239de242d94b01332cd342aa9b183b56e984"
    assert policy_of(entry % ", filing: {number: F-1}").hash == number.hash
    assert policy_of(entry % ", filing: {number: F-1, filed: 2026-01-01}").hash != number.hash
    assert policy_of(entry % ', filing: ""').hash == policy_of(entry % "").hash


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("processor: {uscc: 91310000MA1K35YJ05}", "the last character does not agree"),
        ("processor: {uscc: 91310000MA1K35YJ0I}", "not a unified social credit code"),
        ("processor: {gba_city: shanghai}", 'unknown gba_city "shanghai"'),
        ("processor: {important_data: [{id: I, source: published, day: 2026-01-01}]}", "say what it is"),
        ("geo: {relays: [{cidr: 10.0.0.1}]}", 'relay needs "kind": say how it forwards'),
        ("custom_detectors: [{id: employee, pattern: a, class: unclassified}]", 'begins with "x."'),
        ("custom_detectors: [{id: x.a, pattern: 'a(', class: unclassified}]", "not a regular expression"),
        ("custom_detectors: [{id: x.a, pattern: 'a*', class: unclassified}]", "matches the empty text"),
        ("custom_detectors: [{id: x.a, pattern: a, class: c}]", 'unknown data class "c" in own detector "x.a"'),
        ("custom_detectors: [{id: x.a, pattern: a, class: unclassified, context: {required: true}}]", 'needs "words"'),
        ("bases: [{id: B, law: x}]\nclocks: [{id: C, basis: B}]", 'clock "C" gives one time'),
        (
            "bases: [{id: B, law: x}]\nthresholds: [{id: T, group: personal, at: 5, basis: B, warn_at: [0.8, 0.5]}]",
            "in ascending order",
        ),
        ("thresholds: [{id: T, group: all, at: 5, basis: B}]", 'unknown group "all" in threshold "T"'),
        ("exceptions: [{id: E, rules: R, reason: x, by: y, until: 2026-01-01}]", 'unknown rule "R" in exception "E"'),
        ("exceptions: [{id: E, rules: R, reason: x, by: y}]", 'exception "E" needs "until": give the last day'),
        ("lists: {exact: [{id: L, file: f, class: c}]}", 'unknown data class "c" in list "L"'),
        ("processor: {important_data: [{id: I, source: published, day: 2026-01-01, detectors: [vinn]}]}", 'unknown detector "vinn" in important data "I"'),
    ],
)  # fmt: skip
def test_what_is_written_wrong_is_told(problems_of: Callable[[str], list[str]], text: str, said: str) -> None:
    assert any(said in problem for problem in problems_of(text)), problems_of(text)
