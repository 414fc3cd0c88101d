"""Settling an audit with the year: thresholds that people reached, and what went on by paths that no longer suffice.

What an audit says of a transfer depends on capture and policy alone. What depends on everything that left before is
settled here, from the record, after the audit, and becomes incidents of its own:

- a threshold that is reached: one incident a year, with the transfers of the moment;
- from then on, transfers of the group's data by a path whose mechanism the threshold does not accept, or by none;
- a path by which more people left in a year, or more bytes on a day, than its caps allow.

Everything is written absolutely, so settling again changes nothing; what no longer holds stays and says so.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from policies.bases import in_force
from policies.groups import BITS
from policies.judge import day_of
from policies.policy import Policy
from policies.reasons import reason
from policies.register import LawfulPath
from policies.thresholds import Threshold
from policies.verdict import PATHS_APART
from reports.headcount import SECOND_NS, Standing, Yardstick, of_group, standings
from reports.identity import incident_key
from reports.ledger import Ledger, Scope
from reports.recorder import rows
from reports.recorder.bulk import put
from reports.recorder.filing import Entry, file_entries
from reports.recorder.statements import STATEMENTS

ALL: Final = "*"
"""Sender and recipient of an incident that is about everyone."""

CAP_RULE: Final = "cap"
"""The rule of a cap that is exceeded, where the policy has none of its own for it."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """Transfers that the year makes incidents, and why."""

    kind: str  # "threshold", "mechanism", "cap"
    entries: tuple[Entry, ...]
    subjects: int
    reasons: tuple[str, ...]
    basis: tuple[str, ...]


def settle(driver: sqlite3.Connection, path: Path, run_id: int, policy: Policy) -> tuple[str, ...]:
    """Settles every year with people in the record, in the caller's transaction; returns what was reached."""
    if not policy.thresholds and not any(_capped(one) for one in policy.register.paths):
        return ()
    ledger = Ledger.over(path, driver)
    told: list[str] = []
    for (year,) in driver.execute("SELECT DISTINCT year FROM scopes ORDER BY year").fetchall():
        work = _Year(driver, ledger, policy, year)
        for settled in work.settled():
            _write(driver, run_id, year, settled)
        driver.execute(STATEMENTS["unsettle"], {"year": year, "run": run_id})
        told += work.told
    return tuple(told)


def _write(driver: sqlite3.Connection, run_id: int, year: int, settled: Settled) -> None:
    # Once a crossing: an earlier capture that is audited later moves the moment, and makes no second incident.
    known = _known(driver, settled.entries[0].key) if settled.kind == "threshold" and settled.entries else ()
    incidents = {"": known} if known else file_entries(driver, run_id, settled.entries).incidents
    put(
        driver,
        "settlements",
        (
            {
                "incident": name,
                "kind": settled.kind,
                "year": year,
                "subjects": settled.subjects,
                "reasons": rows.json_text(settled.reasons),
                "basis": rows.json_text(settled.basis),
                "stands": 1,
                "run_id": run_id,
            }
            for names in incidents.values()
            for name in names
        ),
    )


def _known(driver: sqlite3.Connection, key: str) -> tuple[str, ...]:
    """The incidents of a key."""
    return tuple(name for (name,) in driver.execute("SELECT id FROM incidents WHERE key = ?", (key,)))


def _capped(path: LawfulPath) -> bool:
    return bool(path.caps.subjects_per_year or path.caps.bytes_per_day)


class _Year:
    """One year of one record, under a policy."""

    def __init__(self, driver: sqlite3.Connection, ledger: Ledger, policy: Policy, year: int) -> None:
        self._driver = driver
        self._ledger = ledger
        self._policy = policy
        self._year = year
        self._scopes = ledger.scopes(year)
        self._paths = {path.id: path for path in policy.register.paths}
        self.told: list[str] = []

    def settled(self) -> Iterator[Settled]:
        """What the year makes incidents."""
        counted = [scope for scope in self._scopes if scope.counts]
        measure = Yardstick(self._policy.zone, self._policy.thresholds, self._policy.counting.baseline)
        for standing in standings(self._ledger, measure, counted, self._year, ("", "")):
            if standing.reached_s is not None:
                yield from self._reached(standing, standing.reached_s, counted)
            elif standing.warned:
                self.told.append(_warning(standing, self._year))
        for path in self._paths.values():
            yield from self._over_people(path)
            yield from self._over_bytes(path)

    def _reached(self, standing: Standing, at_s: int, counted: list[Scope]) -> Iterator[Settled]:
        one = standing.threshold
        day = day_of(at_s * SECOND_NS, self._policy.zone)
        basis = in_force(one.basis, self._policy.bases, day)
        people = standing.heads.estimate + standing.baseline
        exports = self._exports(at_s, self._classes(one, counted))
        text = reason(
            f"{one.title.zh}：{self._year} 年累计 {people} 人，{day} 达到 {one.at} 人（以上含本数）。",
            f"{one.title.en}: {people} people in {self._year}, {one.at} (itself included) reached on {day}.",
        )
        self.told.append(f"{one.id}: reached on {day}: {people} people of {one.at} in {self._year}")
        key = incident_key(one.id, ALL, ALL, str(self._year))
        crossing = [row for row in exports if row["first_ns"] // SECOND_NS == at_s] or exports[:1]
        yield Settled(
            "threshold",
            tuple(self._entry(row, one.id, ALL, ALL, day, one.severity, key) for row in crossing),
            people,
            (text,),
            basis,
        )
        after = [row for row in exports if not self._suffices(row, one)]
        yield Settled(
            "mechanism", tuple(self._own_entry(row, one.id, one.severity) for row in after), 0, (_too_weak(one),), basis
        )

    def _suffices(self, row: Row, one: Threshold) -> bool:
        """Whether all paths of a transfer are strong enough, or do not count; a path the register lost is none."""
        paths = [self._paths.get(name) for name in row["paths"].split(PATHS_APART)] if row["paths"] else []
        if row["outcome"] != "authorised" or not paths:
            return False
        return all(path and (path.mechanism in one.requires or not path.counts_toward_thresholds) for path in paths)

    def _over_people(self, path: LawfulPath) -> Iterator[Settled]:
        cap = path.caps.subjects_per_year
        scopes = [scope for scope in self._scopes if path.id in scope.paths]
        if not cap or self._ledger.heads(scopes).estimate <= cap:
            return
        people = self._ledger.heads(scopes).estimate
        at_s = self._ledger.moment(scopes, cap + 1) or 0
        day = day_of(at_s * SECOND_NS, self._policy.zone)
        text = reason(
            f"登记项 {path.id}：{self._year} 年累计 {people} 人，{day} 超过每年 {cap} 人的上限。",
            f"Register entry {path.id}: {people} people in {self._year}, over its cap of {cap} a year since {day}.",
        )
        self.told.append(f"{path.id}: {people} people in {self._year}, over its cap of {cap} a year since {day}")
        exports = self._exports(at_s, {name for scope in scopes for name in scope.classes})
        yield self._over(
            path, [row for row in exports if path.id in row["paths"].split(PATHS_APART)], people, day, text
        )

    def _over_bytes(self, path: LawfulPath) -> Iterator[Settled]:
        cap = path.caps.bytes_per_day
        if not cap:
            return
        by_day: dict[str, list[Row]] = defaultdict(list)
        for row in self._exports(0, None):
            if path.id in row["paths"].split(PATHS_APART):
                by_day[row["day"]].append(row)
        for day, found in by_day.items():
            size = sum(row["bytes"] for row in found)
            if size > cap:
                text = reason(
                    f"登记项 {path.id}：{day} 传输 {size} 字节，超过每日 {cap} 字节的上限。",
                    f"Register entry {path.id}: {size} bytes on {day}, over its cap of {cap} a day.",
                )
                self.told.append(f"{path.id}: {size} bytes on {day}, over its cap of {cap} a day")
                yield self._over(path, found, 0, day, text)

    def _over(self, path: LawfulPath, found: list[Row], people: int, day: str, text: str) -> Settled:
        """Under the policy's own rule for caps, where it has one."""
        own = next((rule for rule in self._policy.rules.all if "cap" in (rule.match.violations or ())), None)
        name, severity = (own.id, own.ladder[-1][1]) if own else (CAP_RULE, "medium")
        basis = in_force(own.basis, self._policy.bases, day) if own else ()
        entries = tuple(self._own_entry(row, name, severity, recipient=path.recipient) for row in found)
        return Settled("cap", entries, people, (text,), basis)

    def _exports(self, since_s: int, classes: Iterable[str] | None) -> list[Row]:
        """Exports of the year from a second on; of these classes, or by any path."""
        first, last = f"{self._year}-01-01", f"{self._year}-12-31"
        wanted: dict[str, object] = {"since_ns": since_s * SECOND_NS, "first_day": first, "last_day": last}
        if classes is not None:
            wanted["keys"] = rows.json_text(sorted(classes))
        statement = "exports_by_path" if classes is None else "exports_since"
        cursor = self._driver.execute(STATEMENTS[statement], wanted)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _classes(self, one: Threshold, counted: Iterable[Scope]) -> set[str]:
        """The classes that put people in a threshold's group."""
        last, group_of = f"{self._year}-12-31", self._policy.sensitivity.group_of
        found = {name for scope in of_group(counted, one.group) for name in scope.classes}
        return {name for name in found if BITS[group_of(name, last) or "personal"] & BITS[one.group]}

    def _own_entry(self, row: Row, rule: str, severity: str, *, recipient: str = "") -> Entry:
        sender = row["asset"] or row["sender"]
        receiver = row["recipient"] or recipient or row["receiver"]
        return self._entry(row, rule, sender, receiver, row["day"], severity, "")

    def _entry(self, row: Row, rule: str, sender: str, recipient: str, day: str, severity: str, key: str) -> Entry:
        named = key or incident_key(rule, sender, recipient, day)
        return Entry(named, rule, sender, recipient, day, severity, row["key"], row["policy_hash"])


def _too_weak(one: Threshold) -> str:
    needed = ", ".join(sorted(one.requires)) or "-"
    return reason(
        f"已达到 {one.title.zh}（{one.at} 人）：此后须有 {needed}，本路径不足。",
        f"{one.title.en} ({one.at} people) is reached: from then on {needed} is needed, and this went without.",
    )


def _warning(standing: Standing, year: int) -> str:
    one = standing.threshold
    most = standing.heads.upper + standing.baseline
    return f"{one.id}: {standing.warned:.0%} of {one.at} people may be reached in {year}: at most {most}"
