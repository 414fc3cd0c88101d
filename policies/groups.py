"""Groups of persons that the law counts apart: of whom ordinary, and of whom sensitive personal data left."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from policies.sensitivity import Profile, Sensitivity
from policies.thresholds import Group

ORDINARY: Final = 1
SENSITIVE: Final = 2

BITS: Final[dict[Group, int]] = {"personal": ORDINARY | SENSITIVE, "ordinary": ORDINARY, "sensitive": SENSITIVE}
"""Group -> the bits of which one at least is set for who is in it."""

PROFILES: Final[tuple[Profile, ...]] = ("gbt35273-2020", "gbt45574-2025")


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups that the people of a record are in, as bits: under the policy's profile, and under each standard."""

    chosen: int
    under_35273: int
    under_45574: int


NO_GROUP: Final = Groups(0, 0, 0)


def groups_of(classes: Iterable[str], day: str, sensitivity: Sensitivity) -> Groups:
    """The groups of a record that holds these classes of personal data and left on a day (ISO 8601)."""
    held = tuple(classes)
    return Groups(*(_bits(held, profile, sensitivity) for profile in (sensitivity.profile(day), *PROFILES)))


def _bits(classes: Iterable[str], profile: Profile, sensitivity: Sensitivity) -> int:
    bits = 0
    for name in classes:
        group = sensitivity.group_under(name, profile)
        bits |= BITS[group] if group else 0
    return bits
