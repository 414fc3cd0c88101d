"""Rules: when what no lawful path covers is an incident, and how grave it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from policies.reasons import Text, reason
from policies.subjects import fewest_subjects
from policies.verdict import Classified

Subject = Literal["findings", "opaque", "any"]
"""What a rule speaks of: findings, unread bytes, or any leaving transfer."""

SEVERITIES = ("low", "medium", "high", "critical")


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at: one leaving transfer, without what lawful paths cover."""

    findings: tuple[Classified, ...]
    violations: frozenset[str]
    opaque: bool
    opaque_bytes: int
    asset: str
    to: frozenset[str]  # the receiver's jurisdiction and country
    identifiers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a rule fires, or when it is graver. A condition that is None, "" or 0 is not asked."""

    classes: frozenset[str] | None = None
    detectors: frozenset[str] | None = None
    sensitive: bool | None = None
    min_subjects: int = 0
    min_count: int = 0
    min_confidence: float = 0.0
    violations: frozenset[str] | None = None
    assets: frozenset[str] | None = None
    egress: frozenset[str] | None = None
    holds: frozenset[str] | None = None
    role: Literal["initiator", "responder", ""] = ""
    registered: bool | None = None
    mechanisms: frozenset[str] | None = None
    to: frozenset[str] | None = None
    protocols: frozenset[str] | None = None
    clear_text: bool | None = None
    bytes_min: int = 0
    opaque: bool | None = None
    opaque_bytes_min: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the policy."""

    id: str
    title: Text
    priority: int
    basis: tuple[str, ...]
    ladder: tuple[tuple[int, str], ...]  # (from, severity), ascending
    measure: Literal["subjects", "count", "opaque_bytes"]
    speaks_of: Subject
    match: Conditions
    raise_if: Conditions | None = None  # what makes it one severity graver
    names_important: bool = False  # the class of important data is named itself, not by a wider pattern
    four_eyes: bool = False  # an exception to it needs two names


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired, and on what."""

    rule: Rule
    severity: str
    findings: tuple[Classified, ...]
    subjects: int
    count: int


def fire(rule: Rule, case: Case) -> Fired | None:
    """The rule applied to the case, None when a condition does not hold."""
    match = rule.match
    if not _surroundings_hold(match, case):
        return None
    findings = tuple(found for found in case.findings if _concerns(match, found))
    subjects = fewest_subjects(findings, case.identifiers)
    count = sum(found.count for found in findings)
    if rule.speaks_of == "findings" and (not findings or subjects < match.min_subjects or count < match.min_count):
        return None
    measured = {"subjects": subjects, "count": count, "opaque_bytes": case.opaque_bytes}[rule.measure]
    return Fired(rule, _severity(rule.ladder, measured), findings, subjects, count)


def _surroundings_hold(match: Conditions, case: Case) -> bool:
    return (
        case.opaque_bytes >= match.opaque_bytes_min
        and (match.assets is None or case.asset in match.assets)
        and (match.to is None or not match.to.isdisjoint(case.to))
        and (match.opaque is None or match.opaque == case.opaque)
        and (match.violations is None or not match.violations.isdisjoint(case.violations))
    )


def _concerns(match: Conditions, found: Classified) -> bool:
    return (
        (match.classes is None or found.data_class in match.classes)
        and (match.detectors is None or found.detector in match.detectors)
        and found.confidence >= match.min_confidence
    )


def _severity(ladder: tuple[tuple[int, str], ...], measured: int) -> str:
    """The highest step reached; below the lowest step that step's word."""
    reached = ladder[0][1]
    for least, word in ladder:
        if measured >= least:
            reached = word
    return reached


def lowered(severity: str) -> str:
    """One step lower, never under "low"."""
    return SEVERITIES[max(SEVERITIES.index(severity) - 1, 0)]


def ranked(fired: Iterable[Fired]) -> list[Fired]:
    """The gravest first, then by priority, then by id."""
    return sorted(fired, key=lambda f: (-SEVERITIES.index(f.severity), -f.rule.priority, f.rule.id))


def rule_reason(fired: Fired) -> str:
    """Why a rule fired, for people."""
    rule = fired.rule
    zh, en = f"规则 {rule.id}（{rule.title.zh}）", f"Rule {rule.id} ({rule.title.en})"
    if not fired.findings:
        return reason(f"{zh}。", f"{en}.")
    classes = ", ".join(sorted({found.data_class for found in fired.findings}))
    values = "1 value" if fired.count == 1 else f"{fired.count} values"
    persons = "1 person" if fired.subjects == 1 else f"{fired.subjects} persons"
    return reason(
        f"{zh}：{classes} 共 {fired.count} 项" + (f"，至少涉及 {fired.subjects} 人。" if fired.subjects else "。"),
        f"{en}: {values} of {classes}" + (f", at least {persons}." if fired.subjects else "."),
    )
