"""`kouan policy import-register`: the register a firm keeps in a spreadsheet, as a policy file."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

if TYPE_CHECKING:
    from policies.importing.entries import Entries
    from policies.problems import Problem

UNUSABLE: Final = 2
"""Exit status: the register has problems; nothing was written."""
UNREADABLE: Final = 3
"""Exit status: the register could not be read, or the policy file not be written."""


@click.command("import-register")
@click.argument("register", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--sheet", default="1", show_default=True, metavar="N", help="The sheet of a workbook, by number or name."
)
@click.option(
    "--extends",
    default=("pipl-general",),
    show_default=True,
    multiple=True,
    metavar="F",
    help="A pack or policy file whose classes the register names; may be repeated.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="F", help="Where to.  [default: standard output]")
def import_register(register: Path, sheet: str, extends: Sequence[str], out: Path | None) -> None:
    """Turn the register of exports (出境台账) in FILE, CSV or XLSX, into the transfers of a policy file.

    Headings may be Chinese or English; rows, columns and headings stand in every problem, and nothing is written when
    there is one (exit status 2).

    \b
    Example:
      kouan policy import-register register.xlsx --sheet 2 --out register.yaml
    """
    from policies.importing.written import written

    try:
        with register.open("rb") as file:
            entries, problems = _read(file.read(_most() + 1), str(register), sheet, extends)
    except OSError as error:
        _end(f"{register} cannot be read: {error.strerror or error}", UNREADABLE)
    for heading in entries.ignored if entries else ():
        click.echo(f"not taken over: column {heading}", err=True)
    if entries is None or problems:
        _refuse(problems)
    text = written(entries.tree, _relative(extends, out), register.name)
    if out is None:
        click.echo(text, nl=False)
    else:
        _write(out, text)
        click.echo(f"{out}: {len(entries.tree['transfers'])} transfers", err=True)


def _most() -> int:
    from policies.importing.rows import SIZE_LIMIT

    return SIZE_LIMIT


def _read(data: bytes, file: str, sheet: str, extends: Sequence[str]) -> "tuple[Entries | None, list[Problem]]":
    """What the register says, and everything that is wrong with it as part of a policy."""
    from policies.document import Unreadable
    from policies.importing.entries import Vocabulary, placed, read_entries
    from policies.importing.rows import read_rows
    from policies.load import examine
    from reports.countries import COUNTRIES

    under = examine(_sources(extends))
    if under.checked is None:
        return None, list(under.problems)
    problems: list[Problem] = []
    try:
        vocabulary = Vocabulary.of(under.tree.get("classes", ()), COUNTRIES)
        entries = read_entries(read_rows(data, file, sheet), file, vocabulary, problems)
    except Unreadable as stop:
        return None, [stop.problem]
    problems.extend(examine(_sources(extends), over=entries.tree).problems)
    return entries, [placed(problem, file, entries.headings) for problem in problems]


def _sources(extends: Iterable[str]) -> list[str | Path]:
    from policies.load import pack_names

    packs = pack_names()
    return [one if one in packs else Path(one) for one in extends]


def _relative(extends: Iterable[str], out: Path | None) -> list[str]:
    """What the file extends as seen from the folder it is written to."""
    folder = out.parent if out else Path()
    return [one if isinstance(one, str) else _path(os.path.relpath(one, folder)) for one in _sources(extends)]


def _path(text: str) -> str:
    """A path that is not taken for the name of a pack."""
    return text if "/" in text or "." in text else f"./{text}"


def _write(out: Path, text: str) -> None:
    """Write the file; one that a person wrote is left alone."""
    from policies.importing.written import MADE

    try:
        if out.exists() and not out.read_text(encoding="utf-8", errors="replace").startswith(MADE):
            _end(f"{out} exists and was not made by this command; choose another name", UNREADABLE)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        _end(f"{out} cannot be written: {error.strerror or error}", UNREADABLE)


def _refuse(problems: "Iterable[Problem]") -> NoReturn:
    told = sorted(set(problems))
    for problem in told:
        click.echo(str(problem), err=True)
    _end(f"{len(told)} problem{'' if len(told) == 1 else 's'}; nothing was written.", UNUSABLE)


def _end(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)
