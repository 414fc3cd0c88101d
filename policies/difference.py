"""What changed between two policies: entry by entry and key by key, whatever files they came from (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Told = Mapping[str, Any]
"""A policy as `Policy.report_json()` tells it, read from JSON."""

UNTOLD: Final = ("name", "hash", "timezone")
"""Keys of a report that follow from the others, or that the hash leaves out."""

SINGLE: Final = frozenset(
    {
        "border", "counting", "detectors", "evidence", "geo", "lists", "metadata", "processor", "retention",
        "retention_floor", "review",
    }
)  # fmt: skip
"""Sections that are one thing, not entries with ids."""

NAMING: Final = ("id", "cidr")
"""Keys that name an entry of a list."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key of an entry, like `match.min_count`. `old` and `new` are JSON values, None where the default holds.

    Of two lists of single values only what differs is told: `added` and `removed`.
    """

    key: str
    old: Any
    new: Any
    added: tuple[Any, ...] = ()
    removed: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of one section; `entry` is "" where the section is a single one, such as `border`."""

    section: str
    entry: str
    kind: Literal["added", "removed", "changed"]
    keys: tuple[KeyChange, ...] = ()


def differences(old: Told, new: Told) -> tuple[Change, ...]:
    """All that changed, sorted by section, entry and key."""
    sections = sorted({*old, *new}.difference(UNTOLD))
    return tuple(change for section in sections for change in _section(section, old.get(section), new.get(section)))


def _section(section: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    was, now = (None, None) if section in SINGLE else (_entries(old), _entries(new))
    if was is None or now is None:
        if keys := tuple(_keys("", old, new)):
            yield Change(section, "", "changed", keys)
        return
    for entry in sorted({*was, *now}):
        if entry not in was:
            yield Change(section, entry, "added", tuple(_keys("", {}, now[entry])))
        elif entry not in now:
            yield Change(section, entry, "removed")
        elif keys := tuple(_keys("", was[entry], now[entry])):
            yield Change(section, entry, "changed", keys)


def _entries(told: Any) -> Mapping[str, Any] | None:
    """A section of entries by their names; None where it is a single one."""
    if isinstance(told, Mapping):
        return told if told and all(isinstance(entry, Mapping) for entry in told.values()) else None
    return {} if told in (None, []) else None


def _keys(prefix: str, old: Any, new: Any) -> Iterator[KeyChange]:
    """The keys that differ, down to values that are no mappings."""
    if _has_keys(old, new):
        old, new = old or {}, new or {}
        for key in sorted({*old, *new}, key=str):
            yield from _keys(f"{prefix}.{key}" if prefix else str(key), old.get(key), new.get(key))
    elif not _same(old, new):
        was, now = _items(old), _items(new)
        if was is None or now is None:
            yield KeyChange(prefix, old, new)
        elif isinstance(next(iter([*was.values(), *now.values()])), Mapping):
            for name in sorted({*was, *now}):
                yield from _item(f"{prefix}[{name}]", was.get(name), now.get(name))
        else:
            added = tuple(one for name, one in now.items() if name not in was)
            removed = tuple(one for name, one in was.items() if name not in now)
            yield KeyChange(prefix, old, new, added, removed)


def _has_keys(old: Any, new: Any) -> bool:
    """Whether the two are told key by key; a text in two languages and a ladder of severities are told whole."""
    told = [one for one in (old, new) if one is not None]
    return all(isinstance(one, Mapping) for one in told) and not all(
        key in {"zh", "en"} or key.isdecimal() for one in told for key in one
    )


def _item(name: str, old: Any, new: Any) -> Iterator[KeyChange]:
    """An entry of a list within an entry, such as an override: told whole where it came or went."""
    if old is None or new is None:
        yield KeyChange(name, old, new)
    else:
        yield from _keys(name, old, new)


def _same(old: Any, new: Any) -> bool:
    """Whether the two say the same: what is absent says as much as what is empty."""
    return old == new or (old in (None, "", [], {}) and new in (None, "", [], {}))


def _items(value: Any) -> dict[str, Any] | None:
    """The items of a list, by the name of each; None for what is no list."""
    if value is None:
        return {}
    return {_name(one): one for one in value} if isinstance(value, list) else None


def _name(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    named = [str(item[key]) for key in NAMING if item.get(key)]
    return named[0] if named else ", ".join(str(one) for one in item.values() if isinstance(one, str | int) and one)
