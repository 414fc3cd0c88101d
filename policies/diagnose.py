"""What pydantic found wrong, in an officer's words and with its place in the file."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, get_args

from policies.document import Block, Items
from policies.problems import ENTRIES, Mark, Problem, nearest, shown
from policies.schema import PolicyFile
from policies.schema.values import Section

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


WANTED = {
    "string_type": "must be text",
    "dict_type": "must be a mapping (key: value)",
    "model_type": "must be a mapping (key: value)",
    "list_type": "must be a list",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
}


def diagnose(error: "ValidationError", tree: Block, file: type[Section] = PolicyFile) -> Iterator[Problem]:
    """One problem for each finding of pydantic in a tree that should be a `file`."""
    for detail in error.errors(include_url=False):
        path = [step for step in detail["loc"] if step != "[key]"]
        yield Problem(place(tree, path), _message(detail, path, tree, file))


def place(tree: Block, path: Sequence[str | int]) -> Mark:
    """Where a path stands: its own place, or that of the last step that exists."""
    mark, node = tree.mark, tree
    for step in path:
        if (isinstance(node, Block) and isinstance(step, str) and step in node.marks) or (
            isinstance(node, Items) and isinstance(step, int) and step < len(node)
        ):
            mark, node = node.marks[step], node[step]
        else:
            break
    return mark


def entry(tree: Block, path: Sequence[str | int]) -> str:
    """How to name the entry a path lies in: `rule "bulk"`, "" outside of entries."""
    if len(path) < 2 or path[0] not in ENTRIES or not isinstance(path[1], int):
        return ""
    item = tree[str(path[0])][path[1]]
    name = item.get("id", item.get("name")) if isinstance(item, Block) else None
    kind = ENTRIES[str(path[0])]
    return (
        f"{kind} {shown(name)}" if isinstance(name, str) else f"the {kind} without {'name' if kind == 'case' else 'id'}"
    )


def _message(detail: "ErrorDetails", path: list[str | int], tree: Block, file: type[Section]) -> str:
    within = entry(tree, path)
    where = f" in {within}" if within and len(path) > 2 else ""
    key = next((step for step in reversed(path) if isinstance(step, str) and not step.isdigit()), "")
    kind = detail["type"]
    if kind == "missing":
        return _missing(path, within, file)
    if kind == "extra_forbidden":
        return f"unknown key {shown(key)}{where}{_hint(detail, key, path, file)}"
    if kind == "literal_error":
        return _unknown_word(detail, key, where)
    if kind == "value_error":
        return _refused(detail, key, where)
    what = f"an entry of {shown(key)}" if path and isinstance(path[-1], int) else shown(key)
    if kind.endswith("too_short"):
        return f"{what}{where} must not be empty"
    wanted = WANTED.get(kind) or _limit(detail)
    return f"{what}{where} {wanted}, not {shown(detail['input'])}"


def _hint(detail: "ErrorDetails", key: str, path: list[str | int], file: type[Section]) -> str:
    """What was meant by an unknown key. One without a value is often the rest of a text that was cut at a comma."""
    close = nearest(key, _section(path[:-1], file).keys())
    return close or ("; inside braces a text with a comma needs quotes" if detail["input"] is None else "")


def _missing(path: list[str | int], within: str, file: type[Section]) -> str:
    key = str(path[-1])
    above = next((step for step in reversed(path[:-1]) if isinstance(step, str)), "")
    owner = within if within and len(path) == 3 else ENTRIES.get(above, shown(above))
    advice = _section(path[:-1], file).keys()[key].description
    return f"{owner} needs {shown(key)}" + (f": {advice}" if advice else "")


def _unknown_word(detail: "ErrorDetails", key: str, where: str) -> str:
    known = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
    hint = nearest(str(detail["input"]), known) or f"; write one of {', '.join(word for word in known if word)}"
    return f"unknown {key} {shown(detail['input'])}{where}{hint}"


def _refused(detail: "ErrorDetails", key: str, where: str) -> str:
    reason = str(detail["ctx"]["error"])
    if isinstance(detail["input"], dict):
        return reason if key in ENTRIES else f"{shown(key)}{where}: {reason}"
    return f"{shown(key)}{where} is {shown(detail['input'])}: {reason}"


def _limit(detail: "ErrorDetails") -> str:
    context = detail.get("ctx", {})
    words = {
        "greater_than_equal": "must be at least {ge}",
        "less_than_equal": "must be at most {le}",
        "less_than": "must be under {lt}",
    }
    return words.get(detail["type"], detail["msg"]).format(**context)


def _section(path: Sequence[str | int], section: type[Section]) -> type[Section]:
    """The section of the schema that a path leads to from `section`."""
    for step in path:
        info = section.keys().get(step) if isinstance(step, str) else None
        if info is not None:
            section = _model_in(info.annotation) or section
    return section


def _model_in(annotation: Any) -> type[Section] | None:
    """The section an annotation such as `list[Rule]` or `Words | None` speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
