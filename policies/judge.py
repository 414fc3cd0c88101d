"""The verdict on one transfer: pure, from the transfer and the policy alone, at the time of its packets.

1. A transfer is an export when its payload goes from inside the border to a receiver that is not. Where the
   geographic data is in doubt the policy decides; `flag` counts it as an export, one severity lower, and says so.
2. Findings under the policy's confidence are kept apart and never make an incident.
3. What a valid registered path covers is authorised. Rules see only the rest.
4. A transfer that could not be read in full is opaque, never clear.
5. Legal bases are those in force on the day.
"""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from policies.asset import NO_ASSET
from policies.bases import in_force
from policies.crossing import crossing_of
from policies.policy import Policy
from policies.reasons import reason
from policies.register import Coverage, cover
from policies.rules import Case, Fired, Rule, fire, lowered, ranked, rule_reason
from policies.subjects import fewest_subjects
from policies.transfer import Transfer
from policies.verdict import Outcome, Verdict

SECOND_NS = 1_000_000_000
LAST_SECOND = 253_370_764_800
"""9999-01-01: hostile captures bear times no calendar holds; they are counted to that day."""

QUARTER_HOUR = 900
"""Seconds: every zone is a whole number of these from UTC in our days, so none has midnight within one."""

NO_EXPORT = Verdict(
    "clear",
    reasons=(
        reason("数据未由境内发往境外。", "The payload did not go from inside the border to a receiver outside it."),
    ),
)


def judge(transfer: Transfer, policy: Policy) -> Verdict:
    """What the policy says of a transfer, and why."""
    crossing = crossing_of(transfer, policy.border)
    if not crossing.export:
        return NO_EXPORT
    day = day_of(transfer.first_ns, policy.zone)
    asset = next(policy.assets.at(transfer.sender), NO_ASSET).id
    findings, weak = policy.classifier.classify(transfer.findings)
    coverage = cover(policy.register, transfer, findings, policy.untransferable, day)
    fired = _fired(transfer, policy, coverage, asset)
    severities = {f.rule.id: lowered(f.severity) if crossing.doubts else f.severity for f in fired}
    return Verdict(
        outcome=_outcome(transfer, coverage, fired),
        rules=tuple(severities),
        severity=next(iter(severities.values()), ""),
        reasons=(*map(rule_reason, fired), *coverage.reasons, *_unread(transfer), *crossing.doubts),
        basis=in_force((name for f in fired for name in f.rule.basis), policy.bases, day),
        lawful_path=", ".join(coverage.paths) or None,
        findings=findings,
        weak=weak,
        subjects=fewest_subjects(findings, policy.identifiers),
        asset=asset,
        recipient=coverage.recipient,
        day=day,
    )


def day_of(time_ns: int, zone: ZoneInfo) -> str:
    """The calendar day (YYYY-MM-DD) of a time (nanoseconds since 1970 UTC) in a zone."""
    return _day(min(max(time_ns // SECOND_NS, 0), LAST_SECOND) // QUARTER_HOUR, zone)


@lru_cache(1024)
def _day(quarter: int, zone: ZoneInfo) -> str:
    return datetime.datetime.fromtimestamp(quarter * QUARTER_HOUR, zone).date().isoformat()


def _fired(transfer: Transfer, policy: Policy, coverage: Coverage, asset: str) -> list[Fired]:
    """The rules that fire on what no lawful path covers, the gravest first."""
    rules = _rules_for(transfer, policy, coverage)
    if not rules:
        return []
    place = transfer.receiver_place
    case = Case(
        findings=coverage.uncovered,
        violations=coverage.violations,
        opaque=not _read_in_full(transfer),
        opaque_bytes=transfer.opaque_bytes,
        asset=asset,
        to=frozenset({place.jurisdiction.label, place.country}),
        identifiers=policy.identifiers,
    )
    return ranked(fired for rule in rules if (fired := fire(rule, case)))


def _rules_for(transfer: Transfer, policy: Policy, coverage: Coverage) -> tuple[Rule, ...]:
    """A valid path to the receiver answers for what cannot be read, and for the findings it covers."""
    if coverage.uncovered:
        return policy.rules if not coverage.registered else policy.rules_on_findings
    if coverage.registered:
        return ()
    return policy.rules_on_any if _read_in_full(transfer) else policy.rules_on_opaque


def _outcome(transfer: Transfer, coverage: Coverage, fired: list[Fired]) -> Outcome:
    if any(f.rule.speaks_of != "opaque" for f in fired):
        return "incident"
    if coverage.paths:
        return "authorised"
    return "clear" if _read_in_full(transfer) else "opaque"


def _read_in_full(transfer: Transfer) -> bool:
    return transfer.inspected and not (transfer.opaque_bytes or transfer.gaps or transfer.budget)


def _unread(transfer: Transfer) -> list[str]:
    """What of the transfer was not read."""
    reasons = []
    if transfer.opaque_bytes:
        reasons.append(
            reason(
                f"{transfer.opaque_bytes} 字节已加密或无法读取。",
                f"{transfer.opaque_bytes} bytes are encrypted or unreadable.",
            )
        )
    elif not transfer.inspected:
        reasons.append(reason("内容未能读取。", "The content could not be read."))
    if transfer.gaps:
        reasons.append(reason(f"抓包缺失 {transfer.gaps} 字节。", f"The capture lost {transfer.gaps} bytes of it."))
    if transfer.budget:
        reasons.append(
            reason(f"读取达到上限（{transfer.budget}）。", f"Reading stopped at a limit ({transfer.budget}).")
        )
    return reasons
