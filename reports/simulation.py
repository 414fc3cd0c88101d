"""What another policy would say of transfers that were judged already (pure); nothing is written.

Two verdicts differ where the outcome, the rule that names the incident, its severity or the lawful paths differ.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from policies.transfer import Transfer
from policies.verdict import Verdict
from reports.identity import SEVERITIES, incident_key, opens_incident, recipient_of, sender_of

EXAMPLES: Final = 3
"""Transfers named for each kind of change."""

TOLD: Final = 100
"""Incidents named of those that would appear, and of those that would vanish; all are counted."""

Rejudged = tuple[str, Transfer, Verdict, Verdict]
"""A transfer's key, the transfer, and what the two policies say of it."""


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """How a transfer stands under one policy."""

    outcome: str
    rule: str  # the one that names the incident, "" where none fired
    severity: str
    paths: tuple[str, ...]  # lawful ones, sorted


@dataclass(frozen=True, slots=True)
class Move:
    """Transfers that stand the same before and the same after."""

    old: Standing
    new: Standing
    transfers: int
    examples: tuple[str, ...]  # keys of transfers, at most 3


@dataclass(frozen=True, slots=True)
class Affected:
    """An incident that only one of the two policies has, and how its transfers stand under the other one."""

    key: str  # see `reports.identity.incident_key`
    rule: str
    severity: str
    sender: str
    recipient: str
    day: str
    transfers: int
    elsewhere: tuple[tuple[Standing, int], ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """The difference that a policy would make."""

    transfers: int
    changed: int
    moves: tuple[Move, ...]  # most transfers first
    vanishing: tuple[Affected, ...]  # the worst first
    vanished: int
    appearing: tuple[Affected, ...]
    appeared: int

    @property
    def differs(self) -> bool:
        """Whether any transfer would be judged differently."""
        return self.changed > 0


@dataclass(slots=True)
class _Incident:
    rule: str
    severity: str
    sender: str
    recipient: str
    day: str
    elsewhere: Counter[Standing]


def standing(verdict: Verdict) -> Standing:
    """How a transfer of this verdict stands."""
    paths = tuple(sorted(verdict.lawful_path.split(", "))) if verdict.lawful_path else ()
    return Standing(verdict.outcome, verdict.rules[0] if verdict.rules else "", verdict.severity, paths)


def simulate(rejudged: Iterable[Rejudged]) -> Simulation:
    """The difference between two judgements of each transfer.

    What is kept grows with the number of incidents, not with that of transfers.
    """
    transfers = changed = 0
    moves: Counter[tuple[Standing, Standing]] = Counter()
    examples: dict[tuple[Standing, Standing], list[str]] = defaultdict(list)
    before: dict[bytes, _Incident] = {}
    after: dict[bytes, _Incident] = {}
    for key, transfer, old, new in rejudged:
        transfers += 1
        was, now = standing(old), standing(new)
        _file(before, transfer, old, now)
        _file(after, transfer, new, was)
        if was != now:
            changed += 1
            moves[was, now] += 1
            if len(examples[was, now]) < EXAMPLES:
                examples[was, now].append(key)
    vanished, appeared = before.keys() - after.keys(), after.keys() - before.keys()
    return Simulation(
        transfers,
        changed,
        tuple(
            Move(*move, number, tuple(examples[move]))
            for move, number in sorted(moves.items(), key=lambda item: (-item[1], item[0]))
        ),
        _worst(before, vanished),
        len(vanished),
        _worst(after, appeared),
        len(appeared),
    )


def _file(incidents: dict[bytes, _Incident], transfer: Transfer, verdict: Verdict, elsewhere: Standing) -> None:
    """Count the transfer with its incident under one policy, and how it stands under the other."""
    if not opens_incident(verdict):
        return
    rule, day = verdict.rules[0], verdict.day
    sender, recipient = sender_of(transfer, verdict), recipient_of(transfer, verdict)
    key = bytes.fromhex(incident_key(rule, sender, recipient, day))
    held = incidents.get(key)
    if held is None:
        held = incidents[key] = _Incident(rule, verdict.severity, sender, recipient, day, Counter())
    held.severity = max(held.severity, verdict.severity, key=SEVERITIES.index)
    held.elsewhere[elsewhere] += 1


def _worst(incidents: dict[bytes, _Incident], keys: Iterable[bytes]) -> tuple[Affected, ...]:
    """The gravest and newest of these, at most `TOLD`."""
    chosen = [(key, incidents[key]) for key in keys]
    chosen.sort(key=lambda item: item[0])
    chosen.sort(key=lambda item: (SEVERITIES.index(item[1].severity), item[1].day), reverse=True)
    return tuple(_affected(key, one) for key, one in chosen[:TOLD])


def _affected(key: bytes, one: _Incident) -> Affected:
    return Affected(
        key.hex(),
        one.rule,
        one.severity,
        one.sender,
        one.recipient,
        one.day,
        one.elsewhere.total(),
        tuple(sorted(one.elsewhere.items(), key=lambda item: (-item[1], item[0]))),
    )
