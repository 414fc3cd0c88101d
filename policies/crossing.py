"""Whether a transfer crosses the border, and what the geographic data leaves open."""

from dataclasses import dataclass

from geo.place import Jurisdiction
from policies.policy import Border
from policies.reasons import reason
from policies.transfer import Transfer

MAY_SEND = frozenset({Jurisdiction.MAINLAND, Jurisdiction.DISPUTED})
MAY_RECEIVE = frozenset({Jurisdiction.OUTSIDE, Jurisdiction.DISPUTED, Jurisdiction.UNKNOWN})
SETTLED = {"mainland": Jurisdiction.MAINLAND, "outside": Jurisdiction.OUTSIDE}


@dataclass(frozen=True, slots=True)
class Crossing:
    """Whether a transfer is an export; `doubts` are reasons to judge it one severity lower."""

    export: bool
    doubts: tuple[str, ...] = ()


DOUBTS = {
    ("sender", Jurisdiction.DISPUTED): reason(
        "发送方位置存在争议：地理数据的国家与注册国家不一致，降一级处理。",
        "The sender's place is disputed: country and registered country disagree; judged one severity lower.",
    ),
    ("receiver", Jurisdiction.DISPUTED): reason(
        "接收方位置存在争议：地理数据的国家与注册国家不一致，降一级处理。",
        "The receiver's place is disputed: country and registered country disagree; judged one severity lower.",
    ),
    ("receiver", Jurisdiction.UNKNOWN): reason(
        "接收方位置未知：地理数据没有记录，降一级处理。",
        "The receiver's place is unknown to the geographic data; judged one severity lower.",
    ),
}

CERTAIN_CROSSING = Crossing(export=True)
NO_CROSSING = Crossing(export=False)


def crossing_of(transfer: Transfer, border: Border) -> Crossing:
    """How a transfer stands to the border, its doubts settled as the policy says."""
    sender = _settled(transfer.sender_place.jurisdiction_as_sender, border)
    receiver = _settled(transfer.receiver_place.jurisdiction, border)
    if sender not in MAY_SEND or receiver not in MAY_RECEIVE:
        return NO_CROSSING
    if sender == Jurisdiction.MAINLAND and receiver == Jurisdiction.OUTSIDE:
        return CERTAIN_CROSSING
    doubts = (DOUBTS.get(("sender", sender)), DOUBTS.get(("receiver", receiver)))
    return Crossing(export=True, doubts=tuple(doubt for doubt in doubts if doubt))


def _settled(jurisdiction: Jurisdiction, border: Border) -> Jurisdiction:
    """The jurisdiction after the policy settled its doubts; with `flag` the doubt remains."""
    if jurisdiction == Jurisdiction.DISPUTED:
        return SETTLED.get(border.disputed, jurisdiction)
    if jurisdiction == Jurisdiction.UNKNOWN:
        return SETTLED.get(border.unknown, jurisdiction)
    return jurisdiction
