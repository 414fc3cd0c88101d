"""The rules, resolved."""

from policies.checked import Entry
from policies.resolve.names import Known, chosen, text
from policies.rules import Conditions, Rule, Subject

FIELD = {"detector": "field"}
"""The older word for a violation."""


def rule(one: Entry, known: Known) -> Rule:
    """One rule of the policy."""
    match = one["match"]
    speaks_of = _subject(match)
    return Rule(
        id=one["id"],
        title=text(one["title"], one["id"]),
        priority=one["priority"],
        basis=tuple(one["basis"]),
        ladder=tuple(sorted((int(step), word) for step, word in one["severity"].items())),
        measure=one["severity_by"] or ("opaque_bytes" if speaks_of == "opaque" else "subjects"),
        speaks_of=speaks_of,
        match=_conditions(match, known),
        raise_if=_conditions(one["raise_if"], known) if one["raise_if"] else None,
        names_important="data.important" in match["classes"],
        four_eyes=one["four_eyes"],
    )


def _conditions(match: Entry, known: Known) -> Conditions:
    return Conditions(
        classes=known.classes(match["classes"]),
        detectors=known.fields(match["detectors"]),
        sensitive=match["sensitive"],
        min_subjects=match["min_subjects"] or 0,
        min_count=match["min_count"] or 0,
        min_confidence=match["min_confidence"] or 0.0,
        violations=frozenset(FIELD.get(kind, kind) for kind in match["scope_violation"]) or None,
        assets=chosen(match["assets"], known.assets),
        egress=frozenset(match["egress"]) or None,
        holds=known.classes(match["holds"]),
        role=match["role"] or "",
        registered=match["registered"],
        mechanisms=frozenset(match["mechanisms"]) or None,
        to=frozenset(match["to"]) or None,
        protocols=frozenset(name.lower() for name in match["protocols"]) or None,
        clear_text=match["clear_text"],
        bytes_min=match["bytes_min"] or 0,
        opaque=match["opaque"],
        opaque_bytes_min=match["opaque_bytes_min"] or 0,
    )


def _subject(match: Entry) -> Subject:
    """What a rule speaks of: findings, unread bytes, or any leaving transfer."""
    asked = ("classes", "detectors", "min_subjects", "min_count", "min_confidence", "scope_violation")
    if any(match[key] for key in asked) or match["sensitive"] is not None or match["clear_text"]:
        return "findings"
    return "opaque" if match["opaque"] or match["opaque_bytes_min"] else "any"
