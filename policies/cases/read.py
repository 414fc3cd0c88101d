"""Case files: the door through which they come, every problem of all files at once."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policies.cases.case import Case
from policies.detector_ids import DETECTOR_IDS
from policies.document import SIZE_LIMIT, Block, read_document
from policies.load import PACKS, pack_names
from policies.policy import Policy
from policies.problems import Mark, PolicyInvalid, Problem, nearest, shown

if TYPE_CHECKING:
    from policies.cases.schema import CaseFile
    from policies.schema import Section

FOLDER = "tests"
"""Beside a policy NAME.yaml lie its cases in FOLDER/NAME.yaml."""
RULES = ("rule", "rules", "fires", "silent")


def cases_beside(source: str) -> Path:
    """Where the cases of a policy are that is a path or a shipped pack."""
    path = PACKS / f"{source}.yaml" if source in pack_names() else Path(source)
    return path.parent / FOLDER / path.name


def read_cases(paths: Sequence[Path], policy: Policy) -> list[Case]:
    """The cases of all files, in order.

    Raises:
        PolicyInvalid: with everything that is wrong, a name that the policy does not have included.
    """
    problems: list[Problem] = []
    cases = [case for path in paths for case in _read(path, problems)]
    known = _known(policy)
    problems += [problem for case in cases for problem in _dangling(case, known)]
    if problems:
        raise PolicyInvalid(problems)
    return cases


def own_names(source: str) -> frozenset[str]:
    """The rules and thresholds that the policy's own file speaks of, not those it inherits."""
    path = PACKS / f"{source}.yaml" if source in pack_names() else Path(source)
    tree = read_document(path.read_bytes(), str(path), [])
    entries = [entry for section in ("rules", "thresholds") for entry in (tree.get(section) if tree else None) or ()]
    return frozenset(entry["id"] for entry in entries)


def _read(path: Path, problems: list[Problem]) -> list[Case]:
    from pydantic import ValidationError

    from policies.cases.schema import CaseFile
    from policies.diagnose import diagnose

    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        problems.append(Problem(Mark(str(path)), f"cannot be read: {error.strerror}"))
        return []
    tree = read_document(data, str(path), problems)
    if tree is None:
        return []
    try:
        return list(_cases(CaseFile.model_validate(tree), tree, path))
    except ValidationError as error:
        problems.extend(diagnose(error, tree, CaseFile))
        return []


def _cases(file: "CaseFile", tree: Block, path: Path) -> Iterator[Case]:
    """The cases of a file; what a case does not give, the file gives to all."""
    shared, blank = _written(file.given), type(file.given)().model_dump(by_alias=True)
    for one, item in zip(file.cases, tree["cases"], strict=True):
        own = _written(one.given)
        given = blank | ({} if "capture" in own else shared) | own
        if given["capture"]:
            given["capture"] = str(path.parent / given["capture"])
        yield Case(one.name, item.mark, given, _written(one.expect))


def _written(section: "Section") -> dict[str, Any]:
    """What a file gives of a section, under the keys it writes."""
    told = section.model_dump(by_alias=True)
    return {
        key: told[key]
        for key, name in zip(told, type(section).model_fields, strict=True)
        if name in section.model_fields_set
    }


def _known(policy: Policy) -> dict[str, frozenset[str]]:
    """What the policy has, under the word for it."""
    told = json.loads(policy.report_json())
    return {
        "rule": frozenset(told.get("rules", ())) | frozenset(told.get("thresholds", ())),
        "basis": frozenset(told.get("bases", ())),
        "transfer": frozenset(told.get("transfers", ())),
        "threshold": frozenset(told.get("thresholds", ())),
        "data class": frozenset({*told.get("classes", ()), "unclassified"}),
        "detector": frozenset(DETECTOR_IDS),
    }


def _dangling(case: Case, known: dict[str, frozenset[str]]) -> Iterator[Problem]:
    for kind, name in _named(case):
        if name not in known[kind]:
            hint = nearest(name, known[kind])
            yield Problem(case.mark, f"unknown {kind} {shown(name)} in case {shown(case.name)}{hint}")


def _named(case: Case) -> Iterator[tuple[str, str]]:
    """What a case names: (kind, name)."""
    expect = case.expect
    for key in RULES:
        named = expect.get(key) or ()
        yield from (("rule", name) for name in ([named] if isinstance(named, str) else named))
    for kind, keys in (("basis", ("basis", "cites")), ("transfer", ("lawful_path",)), ("data class", ("classes",))):
        yield from ((kind, name) for key in keys for name in expect.get(key) or ())
    yield from (("threshold", name) for name in expect.get("thresholds") or ())
    yield from (("detector", found["detector"]) for found in case.given["findings"])
