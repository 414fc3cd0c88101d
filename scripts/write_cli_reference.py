"""Write the commands' part of docs/reference/cli.md from the commands themselves; --check only compares."""

import sys
from collections.abc import Iterator
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
    usage = " ".join((path, *command.collect_usage_pieces(context)))
    text = (command.help or "").replace("\b\n", "").strip()
    rows = [record for option in command.params if (record := option.get_help_record(context)) is not None]
    table = [f"| `{names}` | {_cell(words)} |" for names, words in rows]
    options = ["| option | meaning |", "|---|---|", *table, ""] if rows else []
    return "\n".join((f"### {path}", "", f"```\n{usage}\n```", "", text, "", *options))


def rendered() -> str:
    """The generated part of the page."""
    return "\n".join(section(*each) for each in commands(kouan, "kouan")).rstrip() + "\n"


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


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
