"""`kouan policy check`: all that is wrong with policy files, and what in valid ones wants a second look."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from policies.lint.check import Case, Remark
    from policies.policy import Policy
    from policies.problems import Problem

UNUSABLE: Final = 2
"""Exit status for a policy that cannot be used, has lint errors, or with --strict warnings."""
DATABASE_DAYS: Final = 120
"""The age from which on a geographic database is called old."""


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The day of the review.  [default: today]"
)
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object a line for every FILE.")
@click.option("--strict", is_flag=True, help="Warnings, too, make the exit status 2.")
def check(files: tuple[str, ...], as_of: datetime | None, json_wanted: bool, strict: bool) -> None:
    """Say all that is wrong with each FILE (a path, or the name of a shipped pack).

    What is valid and yet lapsed, unlawful, too wide or useless is told as error, warning or note. Prints "ok" with
    name, hash and what the policy holds; exits with 2 when any FILE cannot be used or has errors.

    \b
    Example:
      kouan policy check policies/securities.yaml inventory
      kouan policy check policies/securities.yaml --as-of 2027-01-01 --strict
    """
    day = as_of.date() if as_of else datetime.now(UTC).date()
    results = [_Result(file, day) for file in files]
    for result in results:
        click.echo(json.dumps(result.fields(), ensure_ascii=False) if json_wanted else result.text())
    stopping = {"error", "warning"} if strict else {"error"}
    if any(result.problems or stopping & {one.level for one in result.remarks} for result in results):
        raise SystemExit(UNUSABLE)


class _Result:
    """What there is to say of one file."""

    def __init__(self, file: str, day: date) -> None:
        from policies.lint import lint
        from policies.lint.check import case_of
        from policies.load import examine, pack_names

        self.file = file
        examined = examine([file if file in pack_names() else Path(file)])
        self.problems: Sequence[Problem] = tuple(sorted(set(examined.problems)))
        self.remarks: list[Remark] = []
        self.policy: Policy | None = None
        if examined.checked is not None:
            case, old = _located(case_of(examined.tree, examined.checked, day))
            self.policy = case.policy
            self.remarks = sorted([*lint(case), *old, *_rehearsed(case)])

    def text(self) -> str:
        """Problems or remarks in file order, then what the file is."""
        from policies.problems import PolicyInvalid

        if self.policy is None:
            return str(PolicyInvalid(self.problems))
        return "\n".join([*map(str, self.remarks), self._summary(self.policy)])

    def fields(self) -> dict[str, Any]:
        """The same for programs."""
        remarks = [
            {**_place(one), "level": one.level, "check": one.check, "message": one.message} for one in self.remarks
        ]
        problems = [
            {**_place(one), "level": "error", "check": "invalid", "message": one.message} for one in self.problems
        ]
        told = {"file": self.file, "usable": self.policy is not None, "remarks": [*problems, *remarks]}
        if self.policy is not None:
            told |= {"name": self.policy.name, "hash": self.policy.hash, "law_as_of": self.policy.law_as_of}
            told |= {"counts": dict(self.policy.counts)}
        return told

    def _summary(self, policy: "Policy") -> str:
        sound = "has errors" if any(one.level == "error" for one in self.remarks) else "ok"
        held = ", ".join(f"{count} {section}" for section, count in policy.counts.items() if count)
        law = f", law as of {policy.law_as_of}" if policy.law_as_of else ""
        levels = [one.level for one in self.remarks]
        told = ((levels.count(level), level) for level in ("error", "warning", "note") if level in levels)
        said = ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for count, level in told)
        return f"{self.file}: {sound}  {policy.name} {policy.hash}{law}: {held or 'no rules'}" + (
            f"; {said}" if said else ""
        )


def _rehearsed(case: "Case") -> "Iterator[Remark]":
    """Own detectors that do not do with their examples as they should."""
    from policies.lint.check import Remark
    from policies.rehearsal import rehearse

    places = {one.get("id"): one.mark for one in case.tree.get("custom_detectors") or ()}
    for missed in rehearse(case.policy.own_detectors):
        yield Remark(places.get(missed.detector, case.tree.mark), "error", "example", str(missed))


def _place(one: "Problem | Remark") -> dict[str, Any]:
    return {"at": one.mark.file, "line": one.mark.line, "column": one.mark.column}


def _located(case: "Case") -> "tuple[Case, list[Remark]]":
    """The case with the places of the embedded database, and what is to be said of that."""
    from dataclasses import replace

    from agent.cli.geography import atlases
    from geo.load import DatabaseMissing
    from policies.lint.check import Remark

    try:
        atlas = atlases([], case.policy)(case.as_of)
    except DatabaseMissing:  # overrides that the atlas refuses; the checks go by the policy alone
        return case, []

    def place_of(address: str) -> str:
        return atlas.place(address).jurisdiction.label

    old = [
        f"{database.provenance.title} is {age} days old; install a newer one"
        for database in atlas.knowledge.databases
        if (age := database.provenance.age_days(case.as_of)) > DATABASE_DAYS
    ]
    return replace(case, place_of=place_of), [
        Remark(case.tree.mark, "note", "old-geo-database", message) for message in old
    ]
