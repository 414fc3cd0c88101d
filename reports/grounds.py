"""Why an incident is one: the reasons, articles and places of its transfers, each named once (pure)."""

from collections.abc import Iterable
from typing import TypeVar

from geo.place import Place
from reports.recorded import Case
from reports.wording import LegalBasis, Wording, Words, both

T = TypeVar("T")


def reasons(case: Case) -> tuple[Words, ...]:
    """The distinct reasons of an incident's transfers, at most ten."""
    found = (reason for one in case.transfers for reason in one.judged.verdict.reasons)
    return tuple(map(both, _first(found, 10)))


def bases(case: Case, wording: Wording) -> tuple[LegalBasis, ...]:
    """The distinct articles of an incident's transfers, in force on their day."""
    found = (basis for one in case.transfers for basis in one.judged.verdict.basis)
    return tuple(map(wording.basis, _first(found, 20)))


def places(case: Case) -> tuple[tuple[str, Place], ...]:
    """The distinct places of an incident's transfers with "sender" or "receiver", at most three a side."""
    transfers = [one.judged.transfer for one in case.transfers]
    senders = _first((one.sender_place for one in transfers), 3)
    receivers = _first((one.receiver_place for one in transfers), 3)
    return (*(("sender", place) for place in senders), *(("receiver", place) for place in receivers))


def _first(found: Iterable[T], most: int) -> list[T]:
    return list(dict.fromkeys(found))[:most]
