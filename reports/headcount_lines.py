"""The people of a year as one JSON value (pure)."""

from dataclasses import asdict
from typing import Any

from reports.headcount import Headcount, Line, Standing
from reports.lines import rfc3339

NS: int = 1_000_000_000


def headcount_line(counts: Headcount) -> dict[str, Any]:
    """What `kouan counts --json` prints."""
    return {
        "year": counts.year,
        "key_id": counts.key_id,
        "first_day": counts.days[0],
        "last_day": counts.days[1],
        "groups": {
            reading: {group: asdict(heads) for group, heads in groups.items()}
            for reading, groups in counts.groups.items()
        },
        "not_counted": asdict(counts.uncounted),
        "recipients": [_line(one) for one in counts.recipients],
        "classes": [{"class": one.name, **asdict(one.heads)} for one in counts.classes],
        "thresholds": [_standing(one) for one in counts.standings],
        "baseline": [asdict(one) for one in counts.baseline],
        "encrypted": [asdict(one) for one in counts.sealed],
    }


def _line(one: Line) -> dict[str, Any]:
    return {"recipient": one.name, "country": one.country, **asdict(one.heads)}


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "id": one.threshold.id,
        "group": one.threshold.group,
        "at": one.threshold.at,
        **asdict(one.heads),
        "baseline": one.baseline,
        "state": one.state,
        "share": round(one.share, 4),
        "warned": one.warned,
        "reached": rfc3339(one.reached_s * NS) if one.reached_s is not None else None,
        "forecast": one.forecast or None,
        "basis": list(one.threshold.basis),
    }
