"""Rules: when what no lawful path covers is an incident, and how grave it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from policies.asset import Asset
from policies.reasons import Text, reason
from policies.subjects import fewest_subjects
from policies.verdict import Classified

Subject = Literal["findings", "opaque", "any"]
"""What a rule speaks of: findings, unread bytes, or any leaving transfer."""

SEVERITIES = ("low", "medium", "high", "critical")

ENCRYPTED = "tls > "
"""How the paths of parts begin that a key log opened."""

POSSIBLE = reason(
    "目录未列明该数据为重要数据，按可能的重要数据处理，降一级。",
    "No catalogue entry names this data as important: possible important data, judged one severity lower.",
)
AGGRAVATED = reason(
    "存在策略规定的加重情节，升一级。", "An aggravating condition of the rule holds; judged one severity higher."
)


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at: one leaving transfer, without what lawful paths cover."""

    findings: tuple[Classified, ...]
    violations: frozenset[str]
    opaque: bool
    opaque_bytes: int
    bytes: int
    asset: Asset
    role: Literal["initiator", "responder"]
    registered: bool
    mechanisms: frozenset[str]  # of the valid paths to the receiver
    to: frozenset[str]  # the receiver's jurisdiction and country
    protocol: str
    identifiers: frozenset[str]
    sensitive: frozenset[str] = frozenset()  # classes
    important: frozenset[Classified] = frozenset()


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

    def speaks_to(self, kinds: Iterable[tuple[str, str, bool]]) -> bool:
        """Whether it may fire on findings of some of the kinds: (class, detector, whether it is important data)."""
        return any(
            _is_named(self.match, data_class, important=important and self.names_important)
            and (self.match.detectors is None or detector in self.match.detectors)
            for data_class, detector, important in kinds
        )


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired, and on what. `notes` are sentences for people on its severity."""

    rule: Rule
    severity: str
    findings: tuple[Classified, ...]
    subjects: int
    count: int
    notes: tuple[str, ...] = ()


def fire(rule: Rule, case: Case) -> Fired | None:
    """The rule applied to the case, None when a condition does not hold."""
    findings = concerned(rule, case)
    if findings is None:
        return None
    subjects = fewest_subjects(findings, case.identifiers)
    count = sum(found.count for found in findings)
    measured = {"subjects": subjects, "count": count, "opaque_bytes": case.opaque_bytes}[rule.measure]
    severity, notes = _severity(rule.ladder, measured), []
    if rule.names_important and case.important.isdisjoint(findings):
        severity = lowered(severity)
        notes.append(POSSIBLE)
    if rule.raise_if is not None and _held(rule.raise_if, replace(case, findings=findings)) is not None:
        severity = raised(severity)
        notes.append(AGGRAVATED)
    return Fired(rule, severity, findings, subjects, count, tuple(notes))


def concerned(rule: Rule, case: Case) -> tuple[Classified, ...] | None:
    """The findings a rule fires on, None where it does not fire; a rule on unread bytes fires on none."""
    findings = _held(rule.match, case, names_important=rule.names_important)
    if findings is None or (rule.speaks_of == "findings" and not findings):
        return None
    return findings


def _held(match: Conditions, case: Case, *, names_important: bool = False) -> tuple[Classified, ...] | None:
    """The findings that conditions speak of, None where one of them does not hold."""
    if not _surroundings_hold(match, case):
        return None
    findings = tuple(found for found in case.findings if _concerns(match, found, case, names_important=names_important))
    asked = match.min_subjects or match.min_count or match.clear_text or match.sensitive is not None
    if (asked and not findings) or fewest_subjects(findings, case.identifiers) < match.min_subjects:
        return None
    return findings if sum(found.count for found in findings) >= match.min_count else None


def _surroundings_hold(match: Conditions, case: Case) -> bool:
    return (
        case.opaque_bytes >= match.opaque_bytes_min
        and case.bytes >= match.bytes_min
        and (match.assets is None or case.asset.id in match.assets)
        and (match.egress is None or case.asset.egress in match.egress)
        and (match.holds is None or not match.holds.isdisjoint(case.asset.holds))
        and match.role in {"", case.role}
        and (match.registered is None or match.registered == case.registered)
        and (match.mechanisms is None or not match.mechanisms.isdisjoint(case.mechanisms))
        and (match.to is None or not match.to.isdisjoint(case.to))
        and (match.protocols is None or case.protocol in match.protocols)
        and (match.opaque is None or match.opaque == case.opaque)
        and (match.violations is None or not match.violations.isdisjoint(case.violations))
    )


def _concerns(match: Conditions, found: Classified, case: Case, *, names_important: bool) -> bool:
    return (
        _is_named(match, found.data_class, important=names_important and found in case.important)
        and (match.detectors is None or found.detector in match.detectors)
        and (match.sensitive is None or match.sensitive == (found.data_class in case.sensitive))
        and (match.clear_text is None or match.clear_text == _is_in_clear(found))
        and found.confidence >= match.min_confidence
    )


def _is_named(match: Conditions, data_class: str, *, important: bool) -> bool:
    return match.classes is None or data_class in match.classes or important


def _is_in_clear(found: Classified) -> bool:
    """Whether it crossed as anybody on the way could read it: what keys opened is under a path of their protocol."""
    return not found.parts or not all(part.startswith(ENCRYPTED) for part in found.parts)


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


def raised(severity: str) -> str:
    """One step graver, never above "critical"."""
    return SEVERITIES[min(SEVERITIES.index(severity) + 1, len(SEVERITIES) - 1)]


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
