"""Write the commands' part of docs/reference/cli.md from the commands themselves; --check only compares."""

import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from agent.cli import main as kouan

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
BEGIN, END = "<!-- commands: begin -->", "<!-- commands: end -->"


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command, click.Context]]:
    """The commands that do something, depth first, with the words that call them."""
    context = click.Context(command, info_name=path)
    if not isinstance(command, click.Group):
        yield path, command, context
        return
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None and not inner.hidden:
            yield from commands(inner, f"{path} {name}")


def section(path: str, command: click.Command, context: click.Context) -> str:
    """One command as Markdown: usage, help, options."""
    usage = fenced(" ".join((path, *command.collect_usage_pieces(context))))
    told = [paragraph(block) for block in cleandoc(f"{command.help}\n\n{command.epilog or ''}").split("\n\n") if block]
    records = (option.get_help_record(context) for option in command.params if isinstance(option, click.Option))
    rows = [f"| `{cell(names)}` | {cell(words)} |" for names, words in filter(None, records)]
    table = ["\n".join(("| option | meaning |", "|---|---|", *rows))] if rows else []
    return "\n\n".join((f"### {path}", usage, *told, *table))


def paragraph(block: str) -> str:
    """A paragraph of help; one that click keeps as it is (after a backspace) holds examples."""
    if not block.startswith("\b"):
        return " ".join(block.split())
    title, *lines = block.splitlines()[1:]
    return f"{title}\n\n{fenced(cleandoc(chr(10).join(lines)))}"


def fenced(code: str) -> str:
    """Code as Markdown."""
    return f"```\n{code}\n```"


def cell(words: str) -> str:
    """Text as the cell of a table."""
    return " ".join(words.split()).replace("|", "\\|")


def rendered() -> str:
    """The generated part of the page."""
    return "\n\n".join(section(*each) for each in commands(kouan, "kouan")) + "\n"


def page(text: str) -> str:
    """`text` with everything between the marks replaced."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{rendered()}\n{END}{tail}"


def main() -> int:
    """Exit status 1 when --check finds the page out of date."""
    before = PAGE.read_text(encoding="utf-8")
    after = page(before)
    if "--check" in sys.argv[1:]:
        return int(after != before)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
