"""The law behind an incident, for an explanation: articles, penalties, and clocks that may start (pure)."""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from policies.bases import in_force
from policies.clocks import Clock
from policies.policy import Policy
from reports import labels
from reports.accountability import cited, penalty
from reports.quantities import moments
from reports.recorded import RecordedIncident
from reports.wording import LegalBasis, Wording, Words

UNIT: Final = labels.labelled(
    {
        "hours": ("小时", "hours"),
        "days": ("日", "days"),
        "workdays": ("个工作日", "working days"),
        "months": ("个月", "months"),
    }
)
SATURDAY: Final = 5
LAST_YEAR: Final = 9990
"""Hostile captures bear times near the end of the calendar; from here on no day is reckoned."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was in force on the day of the packets."""

    id: str
    named: Words
    says: Words | None  # in one line
    text: Words | None  # its own words, where the policy has them
    in_force: Words
    checked: Words | None  # how surely the author of the policy knew the text
    penalty: Words | None


@dataclass(frozen=True, slots=True)
class MayStart:
    """A statutory clock whose conditions hold; whether it starts is the officer's decision."""

    id: str
    title: Words
    within: Words
    due: str  # a moment or a day in the processor's zone, "" where it cannot be reckoned
    to: Words | None
    articles: tuple[str, ...]


def articles(bases: Iterable[LegalBasis], wording: Wording) -> tuple[Article, ...]:
    """Each article with its penalty."""
    return tuple(_article(basis, penalty(basis, wording)) for basis in bases)


def _article(basis: LegalBasis, fine: LegalBasis | None) -> Article:
    since, until = basis.valid_from or "–", basis.valid_to
    in_force = Words(
        f"{since} 起施行" + (f"，至 {until}" if until else ""),
        f"in force since {since}" + (f", until {until}" if until else ""),
    )
    return Article(
        id=basis.id,
        named=cited(basis),
        says=basis.says,
        text=basis.text,
        in_force=in_force,
        checked=labels.label(labels.CHECKED, basis.confidence) if basis.confidence else None,
        penalty=_penalty(fine) if fine else None,
    )


def _penalty(fine: LegalBasis) -> Words:
    named, says = cited(fine), fine.says
    return Words(f"{named.zh}：{says.zh}", f"{named.en}: {says.en}") if says else named


def clocks(
    incident: RecordedIncident, policy: Policy, mechanisms: frozenset[str], detected_ns: int | None
) -> tuple[MayStart, ...]:
    """The clocks that run from detection and whose conditions the incident meets.

    Args:
        incident: what was detected.
        policy: the one that judged.
        mechanisms: of the register entries for this receiver.
        detected_ns: when the run began that found it, since 1970 UTC.
    """
    return tuple(
        _may_start(clock, policy, incident.day, detected_ns)
        for clock in policy.clocks
        if clock.after == "detection" and _applies(clock, incident, mechanisms)
    )


def _applies(clock: Clock, incident: RecordedIncident, mechanisms: frozenset[str]) -> bool:
    return (
        (clock.rules is None or incident.rule in clock.rules)
        and (clock.classes is None or not clock.classes.isdisjoint(incident.classes))
        and (clock.mechanisms is None or not clock.mechanisms.isdisjoint(mechanisms))
        and incident.subjects >= clock.min_subjects
    )


def _may_start(clock: Clock, policy: Policy, day: str, detected_ns: int | None) -> MayStart:
    unit = labels.label(UNIT, clock.unit)
    to = Words(clock.to.zh, clock.to.en) if clock.to else None
    return MayStart(
        id=clock.id,
        title=Words(clock.title.zh, clock.title.en),
        within=Words(f"自发现起 {clock.amount} {unit.zh}内", f"within {clock.amount} {unit.en} of detection"),
        due=_due(clock, policy.zone, policy.timezone, detected_ns) if detected_ns is not None else "",
        to=to,
        articles=in_force(clock.basis, policy.bases, day),
    )


def _due(clock: Clock, zone: ZoneInfo, timezone: str, detected_ns: int) -> str:
    """The end of the time; working days are Monday to Friday, holidays not reckoned."""
    if clock.unit == "hours":
        return moments(timezone)(detected_ns + clock.amount * 3_600_000_000_000)
    start = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=detected_ns // 10**9)).astimezone(zone).date()
    if start.year + clock.amount > LAST_YEAR:
        return ""
    if clock.unit == "months":
        return _months_later(start, clock.amount).isoformat()
    if clock.unit == "days":
        return (start + timedelta(days=clock.amount)).isoformat()
    return _workdays_later(start, clock.amount).isoformat()


def _months_later(start: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _workdays_later(start: date, number: int) -> date:
    weeks, left = divmod(number, 5)
    day = start + timedelta(weeks=weeks)
    while left or day.weekday() >= SATURDAY:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY and left > 0
    return day


def lines(clock: MayStart) -> Iterator[Words]:
    """A clock in words."""
    to_zh, to_en = (f"，向{clock.to.zh}", f", to {clock.to.en}") if clock.to else ("", "")
    due_zh, due_en = (f"（至 {clock.due}）", f" (until {clock.due})") if clock.due else ("", "")
    yield Words(
        f"{clock.title.zh}：{clock.within.zh}{due_zh}{to_zh}", f"{clock.title.en}: {clock.within.en}{due_en}{to_en}"
    )
