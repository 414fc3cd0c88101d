"""What has lapsed by the day of the review, or will soon."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from policies.lint.check import Case, Check, Said, named
from policies.lint.days import months_later, workdays_before

SOON_DAYS: Final = 60
LAW_DAYS: Final = 180
RENEWED: Final = {"security_assessment": "60 working days", "certification": "6 months"}
"""Mechanisms whose renewal has to be asked for so long before they end (2024 Provisions, 9; certification measures)."""


def _ends(kind: str, keys: tuple[str, ...], *, soon: bool) -> Callable[[Case], Said]:
    """What looks at the entries with `until`: those that ended, or those that will soon."""

    def look(case: Case) -> Said:
        return _ending(case, kind, keys, soon=soon)

    return look


def _ending(case: Case, kind: str, keys: tuple[str, ...], *, soon: bool) -> Said:
    for path, one in case.entries(*keys):
        name = named(kind, one) if "id" in one else f"{kind} {one['cidr']}"
        last = one["until"]
        if not soon and last and last < case.today:
            yield (*path, "until"), f"{name} ended on {last}; remove it, or give a later day with a new reason"
        elif soon and last and case.today <= last <= _later(case, SOON_DAYS):
            yield (*path, "until"), f"{name} ends on {last}; decide what follows it"


def _expired_path(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if lawful.standing(case.today) == "expired":
            yield (
                (*path, "valid", "to"),
                f"{named('transfer', one)} expired on {lawful.last}; "
                "renew it, or remove it once no capture of its time is audited any more",
            )


def _expiring_path(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if lawful.mechanism not in RENEWED and case.today <= lawful.last <= _later(case, SOON_DAYS):
            yield (*path, "valid", "to"), f"{named('transfer', one)} ends on {lawful.last}; prepare what follows it"


def _renewal_due(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if lawful.mechanism not in RENEWED or not lawful.last or lawful.last < case.today:
            continue
        last = date.fromisoformat(lawful.last)
        due = workdays_before(last, 60) if lawful.mechanism == "security_assessment" else months_later(last, -6)
        if case.as_of >= due:
            yield (
                (*path, "valid", "to"),
                f"{named('transfer', one)} ends on {lawful.last}; its renewal has to be asked for "
                f"{RENEWED[lawful.mechanism]} before, on {due} at the latest",
            )


def _review_overdue(case: Case) -> Said:
    last = case.sections["metadata"]["review_by"]
    if last and last < case.today:
        yield ("metadata", "review_by"), f"the policy was to be reviewed by {last}; review it and give the next day"


def _old_law(case: Case) -> Said:
    told = case.sections["law_as_of"]
    if told and told < (case.as_of - timedelta(days=LAW_DAYS)).isoformat():
        where = "law_as_of" if not case.mark(("law_as_of",)).file.startswith("packs:") else "extends"
        yield (where,), f"the law was considered up to {told}, more than {LAW_DAYS} days ago; let a lawyer look again"


def _later(case: Case, days: int) -> str:
    return (case.as_of + timedelta(days=days)).isoformat()


CHECKS: Final = (
    Check("expired-path", "warning", _expired_path, "a registered path that is over"),
    Check("expiring-path", "warning", _expiring_path, "a registered path that ends within 60 days"),
    Check("renewal-due", "warning", _renewal_due, "an assessment or certificate whose renewal is due"),
    Check("expired-exception", "warning", _ends("exception", ("exceptions",), soon=False), "an exception that is over"),
    Check("expiring-exception", "note", _ends("exception", ("exceptions",), soon=True), "an exception that ends soon"),
    Check(
        "expired-override",
        "warning",
        _ends("override of", ("geo", "overrides"), soon=False),
        "an override that is over",
    ),
    Check(
        "expiring-override", "note", _ends("override of", ("geo", "overrides"), soon=True), "an override that ends soon"
    ),
    Check("expired-relay", "warning", _ends("relay", ("geo", "relays"), soon=False), "a relay that is over"),
    Check("expiring-relay", "note", _ends("relay", ("geo", "relays"), soon=True), "a relay that ends soon"),
    Check("review-overdue", "warning", _review_overdue, "a policy past its `review_by`"),
    Check("old-law", "warning", _old_law, "a `law_as_of` more than 180 days ago"),
)
