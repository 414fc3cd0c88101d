"""BODYSTRUCTURE (RFC 3501 7.4.2): of which type and in which transfer encoding each section of a message is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agent.contents.media import decoded, decoded_words, transfer_encoding
from policies.expression import expression

MOST_BYTES: Final = 64 << 10
MOST_DEPTH: Final = 30
_TOKEN: Final = expression(rb"\(|\)|\"((?:[^\"\\]|\\.)*)\"|[^()\s\"]+")
_BEGIN: Final = expression(rb"BODYSTRUCTURE ?(?=\()", re.I)

_Node = str | list["_Node"]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a message."""

    type: str  # with its parameters, as a Content-Type
    coding: str
    name: str


def sections(response: bytes) -> dict[str, Section]:
    """The sections of the message that an answer to FETCH describes, by number; empty where it does not."""
    begin = _BEGIN.search(response)
    if begin is None:
        return {}
    root = _tree(response[begin.end() : begin.end() + MOST_BYTES])
    return dict(_sections(root, "")) if root else {}


def _tree(text: bytes) -> list[_Node]:
    """The first parenthesised list of a text, as lists of lists and strings."""
    stack: list[list[_Node]] = []
    for token in _TOKEN.finditer(text):
        if token[0] == b"(":
            node: list[_Node] = []
            if stack:
                stack[-1].append(node)
            if len(stack) >= MOST_DEPTH:
                return []
            stack.append(node)
        elif token[0] == b")":
            node = stack.pop()
            if not stack:
                return node
        elif token[1] is not None:
            stack[-1].append(decoded(token[1].replace(b"\\", b""), ""))
        else:
            stack[-1].append("" if token[0].upper() == b"NIL" else decoded(token[0], ""))
    return []


def _sections(body: list[_Node], prefix: str) -> Iterator[tuple[str, Section]]:
    """The sections of a message's body: those of a multipart are numbered, one alone is the first."""
    if not _is_multipart(body):
        yield from _section(body, f"{prefix}1")
        return
    for number, child in enumerate(body, 1):
        if not isinstance(child, list):
            return
        if _is_multipart(child):
            yield from _sections(child, f"{prefix}{number}.")
        else:
            yield from _section(child, f"{prefix}{number}")


def _section(node: list[_Node], number: str) -> Iterator[tuple[str, Section]]:
    if len(node) < 6:
        return
    kind = f"{node[0]}/{node[1]}"
    of_type, of_file = _parameters(node[2]), _disposition(node)
    declared = "".join((kind, *(f'; {name}="{value}"' for name, value in of_type.items())))
    name = decoded_words(of_file.get("filename", "") or of_type.get("name", ""))
    yield number, Section(declared, transfer_encoding(str(node[5])), name)
    if kind.lower() == "message/rfc822" and len(node) > 8 and isinstance(node[8], list):
        yield from _sections(node[8], f"{number}.")


def _is_multipart(node: list[_Node]) -> bool:
    return bool(node) and isinstance(node[0], list)


def _parameters(node: _Node) -> dict[str, str]:
    if not isinstance(node, list):
        return {}
    texts = [item if isinstance(item, str) else "" for item in node]
    return {name.lower(): value.replace('"', "") for name, value in zip(texts[::2], texts[1::2], strict=False)}


def _disposition(node: list[_Node]) -> dict[str, str]:
    """The parameters of the disposition, wherever in the extension data it stands."""
    for item in node[6:]:
        if isinstance(item, list) and len(item) == 2 and item[0] in ("attachment", "inline", "ATTACHMENT", "INLINE"):
            return _parameters(item[1])
    return {}
