"""Which office document a zip archive is, told by the names of its members (ECMA-376 part 2, ODF 1.3 part 2)."""

from dataclasses import dataclass
from typing import Final

TEXT_TYPE: Final = "application/vnd.openxmlformats-officedocument+xml"
"""The declared type of members whose text stands in elements, one word sometimes in several."""

_FOLDERS: Final = {"word": "docx", "xl": "xlsx", "ppt": "pptx"}
_ODF_MEMBERS: Final = frozenset({"content.xml", "styles.xml"})


@dataclass(frozen=True, slots=True)
class Kind:
    """What an archive is, as far as its members have shown."""

    label: str  # "zip" until a member tells


def kind_of(name: str, before: Kind) -> Kind:
    """What an archive is, once a member of this name is there."""
    folder = name.partition("/")[0]
    if folder in _FOLDERS and name.endswith((".xml", ".rels", ".bin")):
        return Kind(_FOLDERS[folder])
    if name in _ODF_MEMBERS and before.label == "zip":
        return Kind("odf")
    return before


def text_type(kind: Kind, name: str) -> str:
    """The type of a member: text in elements, or what its own bytes say."""
    if kind.label == "odf":
        return TEXT_TYPE if name in _ODF_MEMBERS else ""
    folder, _, rest = name.partition("/")
    in_document = _FOLDERS.get(folder) == kind.label and rest.endswith(".xml") and "/_rels/" not in name
    return TEXT_TYPE if in_document else ""
