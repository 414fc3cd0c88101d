"""`kouan counts`: how many people's data left in a year, against the thresholds of the law."""

import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from agent.cli.table import aligned

if TYPE_CHECKING:
    from reports.headcount import Headcount, Standing
    from reports.ledger import Heads

UNREADABLE: Final = 3
"""Exit status: a record could not be read."""

MOST_LINES: Final = 20


@click.command()
@click.option(
    "--db",
    "databases",
    multiple=True,
    metavar="F|URL",
    help="The record; more than one are united, if they count under one key.  [default: kouan.db]",
)
@click.option("--year", type=click.IntRange(1970, 9999), help="The calendar year.  [default: this one]")
@click.option("--json", "as_json", is_flag=True, help="JSON on stdout.")
def counts(databases: tuple[str, ...], year: int | None, *, as_json: bool) -> None:
    """Count the people whose data left in a year of the processor's time zone.

    estimate counts each person once by the strongest identifier of a record; lower and upper bound what linking
    cannot know. The policy of the newest run has the thresholds.

    \b
    Example:
      kouan counts --db kouan.db --year 2026
      kouan counts --db beijing.db --db shanghai.db --json
    """
    from reports.headcount import headcount, yardstick, year_of
    from reports.headcount_lines import headcount_line
    from reports.ledger import Ledger
    from reports.unavailable import StoreUnavailable

    try:
        ledger = Ledger.open(databases or ("kouan.db",))
        measure = yardstick(ledger.newest_policy())
        found = headcount(ledger, measure, year or year_of(time.time_ns(), measure.zone))
        ledger.close()
    except StoreUnavailable as error:
        click.echo(str(error), err=True)
        sys.exit(UNREADABLE)
    if as_json:
        click.echo(json.dumps(headcount_line(found), ensure_ascii=False))
        return
    for line in _table(found):
        click.echo(line)


def _table(found: "Headcount") -> Iterator[str]:
    seen = f"seen {found.days[0]} to {found.days[1]}" if found.days[0] else "no capture of this year"
    yield f"{found.year}: people whose data left, under key {found.key_id or '-'}; {seen}"
    yield ""
    for reading, groups in found.groups.items():
        title = "as the policy reads it" if reading == "policy" else reading
        lines = aligned([(title, "lower", "estimate", "upper"), *((group, *_heads(h)) for group, h in groups.items())])
        yield from (f"  {line}" for line in lines)
        yield ""
    if found.uncounted.upper:
        lower, estimate, upper = _heads(found.uncounted)
        yield f"  by paths that do not count toward thresholds: {estimate} ({lower} to {upper})"
    for one in found.baseline:
        yield f"  baseline, seen by no sensor: {one.subjects:,} {one.group}; {one.source or '-'}, by {one.by or '-'}"
    yield from _section(
        ("threshold", "group", "at", "estimate", "share", "state"),
        [_standing(one) for one in found.standings],
    )
    yield from _section(
        ("recipient", "in", "lower", "estimate", "upper"),
        [(one.name or "(not in the register)", one.country or "?", *_heads(one.heads)) for one in found.recipients],
    )
    yield from _section(
        ("class", "lower", "estimate", "upper"), [(one.name, *_heads(one.heads)) for one in found.classes]
    )
    yield from _section(
        ("encrypted, an estimate apart", "bytes", "bytes a person", "people"),
        [
            (one.asset, f"{one.bytes:,}", f"{one.record_bytes:,}", f"~{one.people:,}")
            if one.record_bytes
            else (one.asset, f"{one.bytes:,}", "record_bytes is not set", "-")
            for one in found.sealed
        ],
    )


def _section(heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        yield ""
        yield from (f"  {line}" for line in aligned([heading, *rows[:MOST_LINES]]))
    if len(rows) > MOST_LINES:
        yield f"  … and {len(rows) - MOST_LINES} more: --json prints all"


def _heads(heads: "Heads") -> tuple[str, str, str]:
    return f"{heads.lower:,}", f"{heads.estimate:,}", f"{heads.upper:,}"


def _standing(one: "Standing") -> tuple[str, ...]:
    from reports.lines import rfc3339

    state: str = one.state
    if one.reached_s is not None:
        state = f"reached {rfc3339(one.reached_s * 10**9)[:19]}Z"
    elif one.warned:
        state = f"upper bound over {one.warned:.0%}"
    if one.state != "reached":
        state += f"; at this rate on {one.forecast}" if one.forecast else "; not at this rate"
    threshold = one.threshold
    people = one.heads.estimate + one.baseline
    return threshold.id, threshold.group, f"{threshold.at:,}", f"{people:,}", f"{one.share:.1%}", state
