"""`kouan policy test`: whether a policy says what its cases expect."""

import json
import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from policies.cases.case import Result
    from policies.cases.coverage import Coverage
    from policies.cases.run import Judged
    from policies.policy import Policy

PASSED, FAILED, UNUSABLE = 0, 1, 2
"""Exit statuses."""


@click.command()
@click.argument("source", metavar="POLICY")
@click.argument("files", metavar="[CASES]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--coverage", "covering", is_flag=True, help="A rule that no case trips, or none spares, is a failure.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def test(source: str, files: tuple[Path, ...], covering: bool, as_json: bool) -> None:
    """Judge the transfers of CASES by POLICY (a path, or the name of a shipped pack), and compare.

    CASES are files, or folders of them. Without any, those beside the policy are taken: tests/NAME.yaml for NAME.yaml.
    Exits with 1 when a case fails, with 2 when the policy or a file of cases cannot be used.

    \b
    Example:
      kouan policy test finance-securities
      kouan policy test examples/listing.yaml --coverage
    """
    from policies.cases.coverage import coverage
    from policies.cases.read import cases_beside, own_names, read_cases
    from policies.cases.run import run
    from policies.load import pack_names, policy_variants
    from policies.problems import PolicyInvalid

    try:
        variant = policy_variants([source if source in pack_names() else Path(source)])
        policy = variant(None)
        results = list(run(read_cases(_files(files) or [cases_beside(source)], variant), _replay))
    except PolicyInvalid as error:
        click.echo("\n".join(map(str, error.problems)), err=as_json)
        sys.exit(UNUSABLE)
    covered = coverage(results, own_names(source, policy))
    lines = [json.dumps(_told(policy, results, covered), ensure_ascii=False)] if as_json else _lines(results, covered)
    for line in lines:
        click.echo(line)
    wrong = any(not result.passed for result in results) or (covering and not covered.whole)
    sys.exit(FAILED if wrong else PASSED)


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those in the folders named."""
    return [file for path in paths for file in (sorted(path.glob("**/*.yaml")) if path.is_dir() else [path])]


def _replay(path: str, policy: "Policy") -> "Iterator[Judged]":
    """Audit a capture with the embedded geographic data and without a record."""
    from agent.capture.source import CaptureUnreadable, open_capture
    from agent.cli.geography import atlases
    from agent.cli.session import cache_folder
    from agent.pipeline import Auditor, audit
    from policies.inspection import Inspector
    from policies.problems import Mark, PolicyInvalid, Problem

    inspector = Inspector(secrets.token_bytes(32), cache_folder())
    auditor = Auditor(policy, inspector, atlases((), policy), every=True)
    try:
        with open_capture(path) as capture:
            for batch in audit(capture, auditor):
                yield from ((judged.transfer, judged.verdict) for judged in batch.transfers)
    except CaptureUnreadable as error:
        raise PolicyInvalid([Problem(Mark(path), f"cannot be read as a capture: {error}")]) from None


def _lines(results: "Sequence[Result]", covered: "Coverage") -> Iterator[str]:
    """The answer for people: one line a failed case, then the counts."""
    failed = [result for result in results if not result.passed]
    for result in failed:
        what = "; ".join(f"{one.key}: {one.found}, expected {one.expected}" for one in result.differences)
        mark = result.case.mark
        yield f"{mark.file}:{mark.line}:{mark.column}  {result.case.name}: {what}"
    cases = "1 case" if len(results) == 1 else f"{len(results)} cases"
    yield f"{cases}, {len(failed)} failed"
    if covered.names:
        tripped, spared = (len(covered.names) - len(left) for left in (covered.never_tripped, covered.never_spared))
        total = len(covered.names)
        yield f"rules and thresholds of this file: {tripped} of {total} tripped, {spared} of {total} spared"
    if covered.never_tripped:
        yield f"  no case trips:  {', '.join(covered.never_tripped)}"
    if covered.never_spared:
        yield f"  no case spares: {', '.join(covered.never_spared)}"


def _told(policy: "Policy", results: "Sequence[Result]", covered: "Coverage") -> dict[str, object]:
    """The answer as JSON."""
    return {
        "policy": policy.name,
        "hash": policy.hash,
        "cases": [
            {
                "name": result.case.name,
                "file": result.case.mark.file,
                "line": result.case.mark.line,
                "passed": result.passed,
                "differences": [
                    {"key": one.key, "expected": one.expected, "found": one.found} for one in result.differences
                ],
            }
            for result in results
        ],
        "coverage": {
            "names": covered.names,
            "never_tripped": covered.never_tripped,
            "never_spared": covered.never_spared,
        },
    }
