"""How the year stands to its thresholds with and without an incident, for an explanation (pure)."""

from collections.abc import Iterator

from reports.headcount import Headcount, Standing
from reports.recorded import RecordedIncident
from reports.wording import Words


def counted(incident: RecordedIncident, people: Headcount) -> tuple[Words, ...]:
    """Each threshold of the incident's year; nothing where the incident speaks of nobody."""
    if not incident.subjects:
        return ()
    return tuple(words for standing in people.standings for words in _told(incident, people.year, standing))


def _told(incident: RecordedIncident, year: int, standing: Standing) -> Iterator[Words]:
    """One threshold. Its people may be counted elsewhere too, so without it the year lies between two numbers."""
    one = standing.threshold
    now = standing.heads.estimate + standing.baseline
    before = max(now - incident.subjects, 0)
    reached_zh, reached_en = ("已达到", "reached") if standing.state == "reached" else ("未达到", "not reached")
    yield Words(
        f"{one.title.zh}（{one.id}）：记录显示 {year} 年至今 {now:,} 人，门槛 {one.at:,} 人，{reached_zh}；"
        f"不计本事件为 {before:,} 至 {now:,} 人。",
        f"{one.title.en} ({one.id}): {now:,} people in {year} as the record stands, of {one.at:,}, {reached_en};"
        f" without this incident between {before:,} and {now:,}.",
    )
