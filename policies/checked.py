"""What a policy says once it is checked, as plain values: all that resolving it needs, and fit to be kept."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policies.schema import PolicyFile

Entry = Mapping[str, Any]
"""An entry of a section under the keys a file writes, with every default filled in."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A valid policy as JSON values; `hash` is the SHA-256 of what the file says, as 64 hex digits."""

    name: str
    hash: str
    report: str  # all of it as JSON, entries by id: what a report shows, and what `policies.kept` rebuilds it from
    sections: Mapping[str, Any]

    def serialised(self) -> bytes:
        """The bytes that `read_checked` reads."""
        return json.dumps([self.name, self.hash, self.report, self.sections], ensure_ascii=False).encode()


def read_checked(content: bytes) -> Checked:
    """The checked policy of `Checked.serialised`."""
    name, digest, report, sections = json.loads(content)
    return Checked(name, digest, report, sections)


def checked(file: "PolicyFile", name: str) -> Checked:
    """What a valid file says; `name` is used where the file gives none."""
    name = file.name or name
    told = file.model_dump(mode="json", by_alias=True, exclude={"name", "extends"}, exclude_defaults=True)
    # A default is not part of the hash: a key added to the language later changes none.
    digest = hashlib.sha256(_json(told).encode()).hexdigest()
    sections = file.model_dump(mode="json", by_alias=True, exclude={"name", "extends"})
    return Checked(name, digest, _report(told, name, digest, file.processor.timezone), sections)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _report(content: Mapping[str, Any], name: str, digest: str, timezone: str) -> str:
    by_id = {section: _by_id(entries) for section, entries in content.items()}
    told = {**by_id, "name": name, "hash": digest, "timezone": timezone}
    # The order of entries is part of a policy, so keys keep theirs.
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _by_id(entries: Any) -> Any:
    """A list of entries with ids as a mapping in the same order; anything else as it is."""
    if (
        not entries
        or not isinstance(entries, list)
        or not all(isinstance(entry, dict) and "id" in entry for entry in entries)
    ):
        return entries
    return {entry["id"]: {k: v for k, v in entry.items() if k != "id"} for entry in entries}
