"""`kouan detectors`: the kinds of data Kouan recognises."""

import json

import click


@click.command(epilog="Example: kouan detectors --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def detectors(as_json: bool) -> None:
    """List what Kouan recognises, by which standard, how surely, and what it may mistake for it."""
    from policies.detectors import DETECTORS

    for detector in DETECTORS:
        facts = {
            "finds": detector.finds,
            "source": detector.source,
            "context": detector.context.value,
            "confidence": detector.confidence,
            "false_positives": detector.false_positives,
        }
        if as_json:
            click.echo(json.dumps({"detector": detector.id, **facts}, ensure_ascii=False))
        else:
            click.echo(detector.id)
            for name, fact in facts.items():
                click.echo(f"  {name.replace('_', ' '):<17}{fact}")
