"""`kouan policy schema`: the JSON Schema of policy files, for editors."""

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of policy files.

    Editors complete and check a policy with it when the file's first line names where it was saved:
    # yaml-language-server: $schema=policy.schema.json

    \b
    Example:
      kouan policy schema > policy.schema.json
    """
    from policies.schema.editors import editor_schema

    click.echo(json.dumps(editor_schema(), ensure_ascii=False, indent=1))
