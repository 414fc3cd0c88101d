"""What the law and the house ask for around the judgement, resolved: numbers, times, keeping, review."""

from policies.checked import Entry
from policies.clocks import Clock
from policies.keeping import Evidence, FourEyes, Output, Retention, Review
from policies.resolve.names import Known, chosen, ranked, text
from policies.subjects import IDENTIFIERS
from policies.thresholds import Baseline, Counting, Threshold

UNITS = ("hours", "days", "workdays", "months")


def threshold(one: Entry) -> Threshold:
    """One number of persons."""
    return Threshold(
        id=one["id"],
        title=text(one["title"], one["id"]),
        group=one["group"],
        at=one["at"],
        requires=frozenset(one["requires"]),
        basis=tuple(one["basis"]),
        warn_at=tuple(one["warn_at"]),
        severity=one["severity"],
    )


def counting(section: Entry, known: Known) -> Counting:
    """How persons are counted; identifiers that `priority` does not name follow in the order of the product."""
    identifiers = known.fields(section["identifiers"]) or frozenset(IDENTIFIERS)
    named = ranked(section["priority"], known.detectors)
    rest = [name for name in (*IDENTIFIERS, *known.detectors) if name in identifiers]
    return Counting(
        priority=tuple(dict.fromkeys([*(name for name in named if name in identifiers), *rest])),
        min_confidence=section["min_confidence"],
        baseline=tuple(
            Baseline(one["year"], one["group"], one["subjects"], one["source"], one["by"])
            for one in section["baseline"]
        ),
    )


def clock(one: Entry, known: Known) -> Clock:
    """One time within which something is to be done."""
    unit = next(unit for unit in UNITS if one[unit])
    applies = one["applies"]
    return Clock(
        id=one["id"],
        title=text(one["title"], one["id"]),
        amount=one[unit],
        unit=unit,  # type: ignore[arg-type]
        after=one["after"],
        to=text(one["to"], "") if one["to"] else None,
        basis=tuple(one["basis"]),
        mechanisms=frozenset(applies["mechanisms"]) or None,
        classes=known.classes(applies["classes"]),
        rules=chosen(applies["rules"], known.rules),
        min_subjects=applies["min_subjects"] or 0,
    )


def evidence(section: Entry) -> Evidence:
    """What an incident may show."""
    return Evidence(section["samples"], section["masking"], section["keep_payload"])


def retention(section: Entry) -> Retention:
    """How long records are kept."""
    return Retention(
        flow_days=section["flow_days"] or 0,
        incident_years=section["incident_years"] or 0,
        transfer_years=section["transfer_years"] or 0,
        counter_years=section["counter_years"] or 0,
    )


def review(section: Entry) -> Review:
    """How incidents are reviewed."""
    eyes = section["four_eyes"]
    return Review(
        four_eyes=FourEyes(eyes["severity_min"], frozenset(eyes["transitions"])) if eyes else None,
        sla_hours=dict(section["sla_hours"]),
    )


def output(one: Entry) -> Output:
    """Where incidents are sent."""
    return Output(one["kind"], one["to"], one["redaction"])
