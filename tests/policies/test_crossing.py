"""An export goes from inside to a receiver that is not; doubts are settled by the policy."""

from collections.abc import Callable

import pytest

from geo.place import Jurisdiction, Place
from policies.crossing import crossing_of
from policies.policy import Border
from policies.transfer import Transfer

IN, OUT, DISPUTED, UNKNOWN, LOCAL = Jurisdiction
FLAG = Border(("CN",), "flag", "flag", "home")
OUTSIDE = Border(("CN",), "outside", "outside", "home")
MAINLAND = Border(("CN",), "mainland", "mainland", "home")


def place(jurisdiction: Jurisdiction) -> Place:
    return Place("", "", jurisdiction, "low", "test")


@pytest.mark.parametrize("source", ["assumed-home", "private", "assumed-outside"])
@pytest.mark.parametrize("assumed", [IN, OUT, UNKNOWN])
def test_a_private_sender_that_nobody_placed_is_at_home(
    upload: Callable[..., Transfer], source: str, assumed: Jurisdiction
) -> None:
    sender = Place("", "", assumed, "assumed", source)
    assert crossing_of(upload(sender_place=sender, receiver_place=place(OUT)), FLAG).export
    mapped = Place("", "", UNKNOWN, "high", "override sites.yaml")
    assert not crossing_of(upload(sender_place=mapped, receiver_place=place(OUT)), FLAG).export


@pytest.mark.parametrize(
    ("sender", "receiver", "border", "export", "doubts"),
    [
        (IN, OUT, FLAG, True, 0),
        (IN, IN, FLAG, False, 0),
        (OUT, IN, FLAG, False, 0),
        (OUT, OUT, FLAG, False, 0),
        (IN, LOCAL, FLAG, False, 0),
        (LOCAL, OUT, FLAG, False, 0),
        (UNKNOWN, OUT, FLAG, False, 0),
        (IN, UNKNOWN, FLAG, True, 1),
        (IN, DISPUTED, FLAG, True, 1),
        (DISPUTED, OUT, FLAG, True, 1),
        (DISPUTED, DISPUTED, FLAG, True, 2),
        (IN, DISPUTED, OUTSIDE, True, 0),
        (IN, UNKNOWN, OUTSIDE, True, 0),
        (DISPUTED, OUT, OUTSIDE, False, 0),
        (IN, DISPUTED, MAINLAND, False, 0),
        (IN, UNKNOWN, MAINLAND, False, 0),
        (DISPUTED, OUT, MAINLAND, True, 0),
    ],
)
def test_who_sends_to_whom(
    upload: Callable[..., Transfer],
    sender: Jurisdiction,
    receiver: Jurisdiction,
    border: Border,
    export: bool,
    doubts: int,
) -> None:
    crossing = crossing_of(upload(sender_place=place(sender), receiver_place=place(receiver)), border)
    assert (crossing.export, len(crossing.doubts)) == (export, doubts)
