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

REPORTED = (
    "metadata", "law_as_of", "processor", "border", "classes", "rules", "bases", "transfers", "assets",
    "counting", "thresholds", "exceptions", "retention", "review", "clocks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """A valid policy as JSON values; `hash` is the SHA-256 of what the file says, as 64 hex digits."""

    name: str
    hash: str
    report: str  # what a report needs of it, as JSON
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
    told = {section: content[section] for section in REPORTED if section in content}
    by_id = {
        section: {entry["id"]: {k: v for k, v in entry.items() if k != "id"} for entry in entries}
        for section, entries in told.items()
        if isinstance(entries, list)
    }
    return _json({**told, **by_id, "name": name, "hash": digest, "timezone": timezone})
