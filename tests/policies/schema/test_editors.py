"""The JSON Schema takes what a policy may write, and refuses what it may not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from policies.document import read_document
from policies.load import PACKS, pack_names
from policies.schema.editors import editor_schema

jsonschema = pytest.importorskip("jsonschema")

EXAMPLES = sorted(Path(__file__).parents[3].glob("examples/*.yaml"))
POLICIES = [*(PACKS / f"{name}.yaml" for name in pack_names()), *EXAMPLES]


@pytest.fixture(scope="module")
def wrong_in() -> Callable[[Any], list[str]]:
    """Where a value is no policy."""
    schema = editor_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return lambda value: [error.json_path for error in validator.iter_errors(value)]


def read(text: str | bytes) -> Any:
    """A policy as editors read it: YAML 1.2 with its core types, days as text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)
    return plain(yaml.load(text))


def plain(value: Any) -> Any:
    """The value as JSON has it: keys are texts."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_every_pack_and_example_is_valid_as_editors_and_as_we_read_it(
    path: Path, wrong_in: Callable[[Any], list[str]]
) -> None:
    assert wrong_in(read(path.read_bytes())) == []
    assert wrong_in(read_document(path.read_bytes(), path.name, [])) == []


@pytest.mark.parametrize(
    "text",
    [
        "extends: pipl-general",
        "name:",
        "rules: [{id: GEN-040, enabled: false}]",
        "metadata: {version: 2026.11, approved_by: dpo}",
        "rules: [{id: R, match: {opaque_bytes_min: 1MB, to: US}, severity: high, basis: B, enabled: true}]",
        "rules: [{id: R, match: {opaque_bytes_min: 1_000}, severity: {0: low, 10: high}, basis: [B], enabled: True}]",
        "classes: [{id: a, title: {zh: 甲}, levels: {JR/T 0158: 3}}, {id: b, title: one text}]",
        "transfers: [{id: T, mechanism: exemption, filing: x, recipients: {cidrs: 10.0.0.1}, classes: '*', valid: {from: 2026-01-01}}]",
    ],
)  # fmt: skip
def test_loose_ways_of_writing_are_taken(text: str, wrong_in: Callable[[Any], list[str]]) -> None:
    assert wrong_in(read(text)) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("nmae: x", "$"),
        ("confidence: 7", "$.confidence"),
        ("confidence: high", "$.confidence"),
        ("border: {disputed: maybe}", "$.border"),
        ("transfers: [{id: T, mechanism: handshake}]", "$.transfers"),
        ("rules: [{id: R, match: {opaque: perhaps}, severity: high, basis: [B]}]", "$.rules"),
        ("rules: [{id: R, match: {opaque: true}, severity: {0: awful}, basis: [B]}]", "$.rules"),
        ("rules: [{match: {opaque: true}, severity: high, basis: [B]}]", "$.rules"),
        ("geo: {overrides: [{place: HK}]}", "$.geo"),
        ("- a", "$"),
    ],
)
def test_what_is_wrong_is_refused(text: str, where: str, wrong_in: Callable[[Any], list[str]]) -> None:
    found = wrong_in(read(text))
    assert found
    assert all(place.startswith(where) for place in found)
