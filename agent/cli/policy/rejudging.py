"""Recorded transfers judged again, and how the difference is told."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from agent.cli.policy.loading import UNREADABLE, end
from agent.cli.table import aligned, printable

if TYPE_CHECKING:
    from policies.policy import Policy
    from reports.simulation import Affected, Rejudged, Simulation, Standing
    from reports.store import Store

SHOWN: Final = 20
"""Incidents a person is shown of each kind; --json has more."""

LIMITS: Final = (
    "The year's counts (thresholds, caps of a year or a day) are settled from the record after an audit"
    " and are not simulated.",
    "Both ends are where the recorded audit located them: changes of geo and border.mainland need a new audit.",
)


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Clear transfers without a row: added up, no longer there to be judged."""

    transfers: int
    bytes: int
    could_fire: tuple[str, ...]  # rules of the new policy that ask for nothing of the content


def rejudged(database: str, old: "Policy | None", new: "Policy") -> "tuple[Simulation, Unjudged]":
    """What changes in a record under a new policy, against another one or what was recorded; ends where unreadable."""
    from reports.simulation import simulate
    from reports.store import Store
    from reports.unavailable import StoreUnavailable

    try:
        with Store.read(database) as store:
            found = simulate(_pairs(store, old, new))
            totals = store.clear_crossings()
    except StoreUnavailable as error:
        end(str(error), UNREADABLE)
    could_fire = tuple(rule.id for rule in new.rules.on_any)
    return found, Unjudged(sum(one.transfers for one in totals), sum(one.bytes for one in totals), could_fire)


def _pairs(store: "Store", old: "Policy | None", new: "Policy") -> "Iterator[Rejudged]":
    from policies.judge import judge

    for one in store.replay():
        before = judge(one.transfer, old) if old else one.verdict
        yield one.key, one.transfer, before, judge(one.transfer, new)


def incident_names(database: str, found: "Simulation") -> dict[str, tuple[str, str]]:
    """Incident key -> (id, state) of those that are in the record and would vanish."""
    from reports.store import Store

    with Store.read(database) as store:
        return store.incident_names(one.key for one in found.vanishing)


def line_of(found: "Simulation", unjudged: Unjudged | None, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """The simulation as one JSON object."""
    vanishing = [
        {**asdict(one), "id": names.get(one.key, ("", ""))[0], "state": names.get(one.key, ("", ""))[1]}
        for one in found.vanishing
    ]
    left = {"not_judged": asdict(unjudged)} if unjudged else {}
    return {**asdict(found), "vanishing": vanishing, **left, "limits": list(LIMITS)}


def told(found: "Simulation", unjudged: Unjudged | None, names: dict[str, tuple[str, str]]) -> Iterator[str]:
    """The simulation line by line, for people."""
    if found.moves:
        yield ""
        rows = [(str(move.transfers), _words(move.old), "->", _words(move.new)) for move in found.moves]
        yield from aligned([("transfers", "before", "", "after"), *rows])
    yield from _incidents("would vanish", "then", found.vanished, found.vanishing, names)
    yield from _incidents("would appear", "so far", found.appeared, found.appearing, names)
    yield ""
    if unjudged and unjudged.transfers:
        yield from _left_out(unjudged)
    yield from LIMITS


def _left_out(unjudged: Unjudged) -> Iterator[str]:
    yield (
        f"Not judged again: {_many(unjudged.transfers, 'clear transfer')}, only added up ({unjudged.bytes} bytes)."
        " Nothing was found in them and nothing was unread, so no rule on findings or unread bytes can fire."
    )
    if unjudged.could_fire:
        yield f"Rules that ask for nothing of the content could: {', '.join(unjudged.could_fire)}; audit again to know."


def _incidents(
    what: str, elsewhere: str, number: int, named: "tuple[Affected, ...]", names: dict[str, tuple[str, str]]
) -> Iterator[str]:
    if not number:
        return
    yield ""
    yield f"{_many(number, 'incident')} {what}"
    rows = [_row(one, elsewhere, names) for one in named[:SHOWN]]
    yield from (f"  {line}" for line in aligned(rows))
    if number > SHOWN:
        yield f"  and {number - SHOWN} more"


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _row(one: "Affected", elsewhere: str, names: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    name, state = names.get(one.key, ("-", ""))
    where = "; ".join(f"{number} x {_words(standing)}" for standing, number in one.elsewhere[:3])
    return name, state, one.severity, one.rule, one.day, f"{one.sender} -> {one.recipient}", f"{elsewhere}: {where}"


def _words(standing: "Standing") -> str:
    """How a transfer stands, in a few words."""
    paths = f"by {' and '.join(standing.paths)}" if standing.paths else ""
    return " ".join(filter(None, (standing.outcome, standing.severity, standing.rule, paths)))


def name_of(policy: "Policy") -> str:
    """A policy as a line names it."""
    return printable(f"{policy.name} ({policy.hash[:12]})")


def encoded(value: object) -> str:
    """JSON in one line."""
    return json.dumps(value, ensure_ascii=False)
