"""The people of a year, counted: by group under both standards, by recipient and class, against the thresholds."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from policies.groups import BITS, PROFILES
from policies.reasons import Text
from policies.thresholds import Baseline, Group, Threshold
from reports.ledger import Heads, Ledger, Scope
from reports.wording import wording

GROUPS: Final[tuple[Group, ...]] = ("personal", "ordinary", "sensitive")
READINGS: Final = ("policy", *PROFILES)
"""The standard in force on the day, or that the policy chose; and each of the two."""

SECOND_NS: Final = 1_000_000_000

State = Literal["reached", "warned", "below"]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a policy measures a year's people with."""

    zone: ZoneInfo
    thresholds: tuple[Threshold, ...] = ()
    baseline: tuple[Baseline, ...] = ()
    record_bytes: Mapping[str, int] | None = None  # asset -> bytes a person

    def known(self, year: int, group: Group) -> int:
        """People of the group whose data left where no sensor sees; parts are added up for the whole, with caution."""
        parts = GROUPS if group == "personal" else (group,)
        return sum(one.subjects for one in self.baseline if one.year == year and one.group in parts)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a year stands to one threshold. Reached by the estimate, warned of by the upper bound, both with baseline."""

    threshold: Threshold
    heads: Heads
    baseline: int
    state: State
    share: float  # estimate and baseline, of the threshold
    warned: float  # the highest share warned of that the upper bound has, 0 for none
    reached_s: int | None  # when, in seconds since 1970 UTC
    forecast: str  # day at the rate so far, "" when not this year


@dataclass(frozen=True, slots=True)
class Line:
    """The people of one recipient, or of one class; one person may be in several lines."""

    name: str  # "" for recipients that the policy does not name
    country: str
    heads: Heads


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an asset sent that could not be read, and for how many people that is enough: an estimate of its own."""

    asset: str
    bytes: int
    record_bytes: int  # 0 where the policy does not say
    people: int


@dataclass(frozen=True, slots=True)
class Headcount:
    """All of it. `days` are the first and last day that captures saw, "" without any."""

    year: int
    key_id: str
    days: tuple[str, str]
    groups: Mapping[str, Mapping[Group, Heads]]  # reading -> group -> people
    uncounted: Heads  # went by paths that do not count toward thresholds
    recipients: tuple[Line, ...]  # most people first
    classes: tuple[Line, ...]
    standings: tuple[Standing, ...]
    baseline: tuple[Baseline, ...]
    sealed: tuple[Sealed, ...]


def yardstick(policy_json: str) -> Yardstick:
    """The yardstick of a policy, from what the record holds of it."""
    content = json.loads(policy_json)
    known = wording(policy_json)
    baseline = content.get("counting", {}).get("baseline", [])
    return Yardstick(
        zone=ZoneInfo(known.timezone),
        thresholds=tuple(_threshold(name, one) for name, one in content.get("thresholds", {}).items()),
        baseline=tuple(_baseline(one) for one in baseline),
        record_bytes={name: one.get("record_bytes", 0) for name, one in content.get("assets", {}).items()},
    )


def _threshold(name: str, one: Mapping[str, Any]) -> Threshold:
    title = one.get("title", {})
    text = Text(title.get("zh") or title.get("en") or name, title.get("en") or title.get("zh") or name)
    requires, warn_at = frozenset(one.get("requires", [])), tuple(one.get("warn_at", []))
    return Threshold(
        name, text, one["group"], one["at"], requires, tuple(one["basis"]), warn_at, one.get("severity", "high")
    )


def _baseline(one: Mapping[str, Any]) -> Baseline:
    return Baseline(one["year"], one["group"], one["subjects"], one.get("source", ""), one.get("by", ""))


def year_of(time_ns: int, zone: ZoneInfo) -> int:
    """The calendar year of a time (ns since 1970 UTC) in a zone."""
    return datetime.fromtimestamp(time_ns // SECOND_NS, UTC).astimezone(zone).year


def headcount(ledger: Ledger, measure: Yardstick, year: int) -> Headcount:
    """The people of a year."""
    scopes = ledger.scopes(year)
    counted = [scope for scope in scopes if scope.counts]
    days = _days(ledger, measure, year)
    return Headcount(
        year=year,
        key_id=ledger.key_id,
        days=days,
        groups={
            reading: {group: ledger.heads(of_group(counted, group, place)) for group in GROUPS}
            for place, reading in enumerate(READINGS)
        },
        uncounted=ledger.heads(scope for scope in scopes if not scope.counts),
        recipients=_recipients(ledger, counted),
        classes=_classes(ledger, counted),
        standings=standings(ledger, measure, counted, year, days),
        baseline=tuple(one for one in measure.baseline if one.year == year),
        sealed=tuple(_sealed(ledger, measure, year)),
    )


def of_group(scopes: Iterable[Scope], group: Group, reading: int = 0) -> list[Scope]:
    """The scopes whose people are in a group; `reading` is a place in `READINGS`."""
    return [scope for scope in scopes if scope.groups[reading] & BITS[group]]


def standings(
    ledger: Ledger, measure: Yardstick, counted: Iterable[Scope], year: int, days: tuple[str, str]
) -> tuple[Standing, ...]:
    """How a year stands to each threshold."""
    held = tuple(counted)
    return tuple(_standing(ledger, measure, held, year, days, one) for one in measure.thresholds)


def _standing(
    ledger: Ledger, measure: Yardstick, counted: Iterable[Scope], year: int, days: tuple[str, str], one: Threshold
) -> Standing:
    scopes = of_group(counted, one.group)
    heads, known = ledger.heads(scopes), measure.known(year, one.group)
    missing = one.at - known - heads.estimate
    reached_s = None
    if missing <= 0:
        begin_s = int(datetime(year, 1, 1, tzinfo=measure.zone).timestamp())
        reached_s = begin_s if known >= one.at else ledger.moment(scopes, one.at - known)
    warned = max((share for share in one.warn_at if heads.upper + known >= share * one.at), default=0.0)
    state: State = "reached" if missing <= 0 else "warned" if warned else "below"
    share = (heads.estimate + known) / one.at
    return Standing(one, heads, known, state, share, warned, reached_s, forecast(missing, heads.estimate, year, days))


def forecast(missing: int, estimate: int, year: int, days: tuple[str, str]) -> str:
    """The day on which so many more people have left at the rate of the days seen, "" when not in that year."""
    if missing <= 0 or not estimate or not days[0]:
        return ""
    first, last = map(date.fromisoformat, days)
    ahead = math.ceil(missing * ((last - first).days + 1) / estimate)
    if ahead > (date(year, 12, 31) - last).days:
        return ""
    return (last + timedelta(days=ahead)).isoformat()


def _days(ledger: Ledger, measure: Yardstick, year: int) -> tuple[str, str]:
    begin, end = (datetime(one, 1, 1, tzinfo=measure.zone) for one in (year, year + 1))
    begin_ns, end_ns = int(begin.timestamp()) * SECOND_NS, int(end.timestamp()) * SECOND_NS
    seen = ledger.observed(begin_ns, end_ns)
    if seen is None:
        return "", ""
    first, last = max(seen[0], begin_ns), min(seen[1], end_ns - 1)
    day = [datetime.fromtimestamp(time // SECOND_NS, measure.zone).date().isoformat() for time in (first, last)]
    return day[0], day[1]


def _recipients(ledger: Ledger, counted: Iterable[Scope]) -> tuple[Line, ...]:
    groups: dict[tuple[str, str], list[Scope]] = {}
    for scope in counted:
        groups.setdefault((scope.recipient, scope.country), []).append(scope)
    return _lines((name, country, ledger.heads(scopes)) for (name, country), scopes in groups.items())


def _classes(ledger: Ledger, counted: Iterable[Scope]) -> tuple[Line, ...]:
    groups: dict[str, list[Scope]] = {}
    for scope in counted:
        for name in scope.classes:
            groups.setdefault(name, []).append(scope)
    return _lines((name, "", ledger.heads(scopes)) for name, scopes in groups.items())


def _lines(found: Iterable[tuple[str, str, Heads]]) -> tuple[Line, ...]:
    return tuple(
        sorted((Line(*one) for one in found), key=lambda line: (-line.heads.estimate, line.name, line.country))
    )


def _sealed(ledger: Ledger, measure: Yardstick, year: int) -> Iterable[Sealed]:
    per_person = measure.record_bytes or {}
    for asset, size in sorted(ledger.opaque(year).items(), key=lambda item: -item[1]):
        each = per_person.get(asset, 0)
        yield Sealed(asset, size, each, size // each if each else 0)
