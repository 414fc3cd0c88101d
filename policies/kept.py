"""A policy rebuilt from what the record keeps of it: an old verdict is explained with the policy that gave it."""

import json
from collections.abc import Mapping
from typing import Any, get_origin

from policies.policy import Policy


def kept_policy(report: str, digest: str) -> Policy | None:
    """The policy whose `report_json()` is `report`; None unless it comes out with the very hash `digest`.

    An older version kept less; then nothing is made up. pydantic is imported only now.
    """
    from pydantic import ValidationError

    from policies.checked import checked
    from policies.resolve import resolve
    from policies.schema import PolicyFile

    try:
        told = json.loads(report)
        sections = {name: told[name] for name in PolicyFile.model_fields if name in told}
        file = PolicyFile.model_validate({name: _as_written(_listed(name, told)) for name, told in sections.items()})
        found = checked(file, sections.get("name", ""))
        return resolve(found) if found.hash == digest else None
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, ValidationError):
        return None


def _listed(section: str, told: Any) -> Any:
    """The entries of a section as the list a file writes."""
    from policies.schema import PolicyFile

    if get_origin(PolicyFile.model_fields[section].annotation) is not list or not isinstance(told, Mapping):
        return told
    return [{"id": name, **entry} for name, entry in told.items()]


def _as_written(value: Any) -> Any:
    """JSON as the parser of policy files gives it: every single value is text."""
    if isinstance(value, Mapping):
        return {key: _as_written(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_as_written(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
