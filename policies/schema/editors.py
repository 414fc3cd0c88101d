"""The JSON Schema (2020-12) of policy files, for editors.

It is the schema of the sections, with what a file may write more loosely than they hold it: a text for a list of one,
numbers and days as text or text that looks like a number, sizes with a unit, keys without a value.
"""

from typing import Any, Final

Node = dict[str, Any]

SHORT: Final = {"Words": "text", "Filing": "the number alone"}
"""Sections that a text may stand for, and what it says."""
LIMITS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def editor_schema() -> Node:
    """The schema as a JSON value."""
    from policies.schema import PolicyFile

    told = PolicyFile.model_json_schema(by_alias=True)
    sections = {name: _section(section) for name, section in told.pop("$defs").items()}
    for name, meaning in SHORT.items():
        sections[name] = {"anyOf": [{**_text(), "description": meaning}, sections[name]]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_section(told),
        "title": "Kouan policy",
        "$defs": sections,
    }


def _section(section: Node) -> Node:
    """A section, each of its keys with a value or without one; an entry with an id may add to an earlier one."""
    keys = {key: _or_nothing(_loose(value)) for key, value in section["properties"].items()}
    needed = [key for key in section.get("required", ()) if "id" not in keys or key == "id"]
    return {**section, "properties": keys, "required": needed}


def _or_nothing(value: Node) -> Node:
    about: Node = {key: value.pop(key) for key in ("title", "description", "default") if key in value}
    return {**about, "anyOf": [*_choices(value), {"type": "null"}]}


def _choices(value: Node) -> list[Node]:
    choices = value["anyOf"] if set(value) == {"anyOf"} else [value]
    return [one for one in choices if one != {"type": "null"}]


def _loose(value: Node) -> Node:
    """A value as a file may write it."""
    about: Node = {key: value[key] for key in ("title", "description", "default") if key in value}
    if "anyOf" in value:
        return {**about, "anyOf": [choice for one in value["anyOf"] for choice in _choices(_loose(one))]}
    kind = value.get("type")
    if kind == "integer":
        units = "" if "maximum" in value or "exclusiveMaximum" in value else "[A-Za-z]*"
        return {**about, "anyOf": [_number(value), {"type": "string", "pattern": rf"^[0-9][0-9_]*\s*{units}$"}]}
    if kind == "number":
        return {**about, "anyOf": [_number(value), {"type": "string", "pattern": r"^[0-9.]+$"}]}
    if kind == "boolean":
        return {
            **about,
            "anyOf": [{"type": "boolean"}, {"type": "string", "pattern": "^([Tt]rue|TRUE|[Ff]alse|FALSE)$"}],
        }
    if kind == "array":
        return _list(value, about)
    if kind == "object":
        return _mapping(value, about)
    return {**about, **_text(value)} if kind == "string" and "enum" not in value else value


def _number(value: Node) -> Node:
    return {key: value[key] for key in ("type", *LIMITS) if key in value}


def _text(value: Node | None = None) -> Node:
    """A text; what an editor takes for a number or a truth value is one too."""
    return {
        **{key: limit for key, limit in (value or {}).items() if key == "minLength"},
        "type": ["string", "number", "boolean"],
    }


def _list(value: Node, about: Node) -> Node:
    """A list; of texts also one text alone."""
    items = _loose(value["items"])
    whole = {**{key: limit for key, limit in value.items() if key in ("type", "minItems", "maxItems")}, "items": items}
    return whole | about if "$ref" in items else {**about, "anyOf": [whole, *_choices(items)]}


def _mapping(value: Node, about: Node) -> Node:
    """A mapping; a ladder of severities is also one word."""
    inner = value.get("additionalProperties", True)
    loose = {**value, "additionalProperties": _loose(inner) if isinstance(inner, dict) else inner}
    if "minProperties" in value and isinstance(inner, dict) and "enum" in inner:
        return {**about, "anyOf": [inner, {key: one for key, one in loose.items() if key not in about}]}
    return loose
