"""Which data classes are sensitive personal information: always, or only under one of the two standards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Profile = Literal["gbt35273-2020", "gbt45574-2025"]

IN_FORCE: tuple[tuple[str, Profile], ...] = (("2025-11-01", "gbt45574-2025"), ("", "gbt35273-2020"))
"""From which day each standard is in force, the latest first (GB/T 45574-2025 took effect on 2025-11-01)."""

PERSONAL = "pi."
"""How the ids of classes of personal information begin."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The sensitive classes. `chosen` is the standard the policy fixes, None for the one in force on the day."""

    classes: Mapping[Profile, frozenset[str]]
    chosen: Profile | None = None

    def profile(self, day: str) -> Profile:
        """The standard that decides on a day (ISO 8601)."""
        if self.chosen is not None:
            return self.chosen
        return next(profile for first, profile in IN_FORCE if day >= first)

    def is_sensitive(self, data_class: str, day: str) -> bool:
        """Whether a class is sensitive personal information on a day."""
        return data_class in self.classes[self.profile(day)]

    def group_of(self, data_class: str, day: str) -> Literal["ordinary", "sensitive", ""]:
        """Which group of persons a finding of this class counts toward, "" where it is not personal."""
        return self.group_under(data_class, self.profile(day))

    def group_under(self, data_class: str, profile: Profile) -> Literal["ordinary", "sensitive", ""]:
        """The same under a given standard."""
        if data_class in self.classes[profile]:
            return "sensitive"
        return "ordinary" if data_class.startswith(PERSONAL) else ""
