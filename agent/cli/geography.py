"""The geographic data a command works with: the files it was given and what its policy knows better."""

import functools
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.locate import Atlas
    from policies.policy import Policy


def knowledge_of(policy: "Policy") -> dict[str, Any]:
    """The border and the overrides of a policy, as `open_atlas` takes them.

    Raises:
        DatabaseMissing: two overrides contradict each other.
    """
    from geo.border import Border
    from geo.overrides import read_overrides

    wanted = policy.border
    border = Border(frozenset(wanted.mainland), wanted.disputed, wanted.unknown, wanted.private_default)
    return {"border": border, "overrides": read_overrides(policy.geo_overrides, f"policy {policy.name}")}


def atlases(databases: Sequence[str], policy: "Policy") -> "Callable[[date], Atlas]":
    """The atlas in force on a day, opened once a day.

    Raises, when called:
        DatabaseMissing: a file is missing or damaged; every problem is named.
    """
    from geo.load import open_atlas

    paths = [Path(path) for path in databases]
    known = knowledge_of(policy)

    @functools.lru_cache(2)
    def atlas_on(day: date) -> "Atlas":
        return open_atlas(paths, day=day, **known)

    return atlas_on
