"""Recorded conversations, and parts in an order that does not depend on the feeding."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[3] / "data" / "sql"
Recorded = Callable[[str], tuple[bytes, bytes]]


@pytest.fixture(scope="session")
def recorded() -> Recorded:
    """The bytes of both directions of a conversation between a real client and a real server."""

    def load(name: str) -> tuple[bytes, bytes]:
        file = json.loads((DATA / f"{name}.json").read_text("ascii"))
        return base64.b64decode(file["sent"]), base64.b64decode(file["received"])

    return load


@pytest.fixture(scope="session")
def contents() -> Callable[[Any], list[tuple[Any, ...]]]:
    """What a sink was given: each part's direction, path, name, bytes and damage."""

    def of(sink: Any) -> list[tuple[Any, ...]]:
        parts = [(part.direction, part.path, part.name, bytes(part.data), part.damage) for part in sink.parts]
        assert all(part.ended for part in sink.parts)
        return sorted(parts)

    return of
