"""`kouan policy schema` prints the schema that editors check with."""

import json

from click.testing import CliRunner

from agent.cli.policy import policy
from policies.schema.editors import editor_schema


def test_the_schema_is_printed_as_json() -> None:
    result = CliRunner().invoke(policy, ["schema"])
    assert result.exit_code == 0
    assert json.loads(result.output) == editor_schema()
