"""Case files: the door through which they come, every problem of all files at once."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policies.cases.case import Case
from policies.detector_ids import DETECTOR_IDS
from policies.document import SIZE_LIMIT, Block, read_document
from policies.load import PACK_LABEL, PACKS, pack_names
from policies.merge import overlay
from policies.policy import Policy
from policies.problems import Mark, PolicyInvalid, Problem, nearest, shown

if TYPE_CHECKING:
    from policies.cases.schema import CaseFile
    from policies.schema.values import Section

FOLDER = "tests"
"""Beside a policy NAME.yaml lie its cases in FOLDER/NAME.yaml."""
Variant = Callable[[Block | None], Policy]
"""What gives the policy that is tested with a tree on top of it."""
RULES = ("rule", "rules", "fires", "silent")


def cases_beside(source: str) -> Path:
    """Where the cases of a policy are that is a path or a shipped pack."""
    path = PACKS / f"{source}.yaml" if source in pack_names() else Path(source)
    return path.parent / FOLDER / path.name


def read_cases(paths: Sequence[Path], variant: Variant) -> list[Case]:
    """The cases of all files, in order, each with the policy it is judged by.

    Raises:
        PolicyInvalid: with everything that is wrong, a name that the policy does not have included.
    """
    problems: list[Problem] = []
    policies = _Policies(variant, problems)
    cases = [case for path in paths for case in _read(path, policies, problems)]
    problems += [problem for case in cases for problem in _dangling(case)]
    if problems:
        raise PolicyInvalid(problems)
    return cases


def own_names(source: str, policy: Policy) -> frozenset[str]:
    """The rules and thresholds in force that the policy's own file speaks of, not those it inherits."""
    path = PACKS / f"{source}.yaml" if source in pack_names() else Path(source)
    tree = read_document(path.read_bytes(), str(path), [])
    entries = [entry for section in ("rules", "thresholds") for entry in (tree.get(section) if tree else None) or ()]
    in_force = {rule.id for rule in policy.rules.all} | {threshold.id for threshold in policy.thresholds}
    return frozenset(entry["id"] for entry in entries) & in_force


class _Policies:
    """The policies that cases put their own trees on top of, each made once: an alias is the tree it names."""

    def __init__(self, variant: Variant, problems: list[Problem]) -> None:
        self._variant = variant
        self._problems = problems
        self._made: dict[tuple[int, int], Policy | None] = {}

    def of(self, shared: Block | None, own: Block | None) -> Policy | None:
        """The policy with what the file puts on top of it, and the case on that; None where that is none."""
        key = id(shared), id(own)
        if key not in self._made:
            self._made[key] = self._make(overlay(shared, own) if shared and own else own or shared)
        return self._made[key]

    def _make(self, over: Block | None) -> Policy | None:
        from policies.references import repeated

        self._problems.extend(repeated(over) if over else ())
        try:
            return self._variant(over)
        except PolicyInvalid as error:
            self._problems.extend(error.problems)
            return None


def _read(path: Path, policies: _Policies, problems: list[Problem]) -> list[Case]:
    from pydantic import ValidationError

    from policies.cases.schema import CaseFile
    from policies.diagnose import diagnose

    label = f"{PACK_LABEL}{FOLDER}/{path.name}" if path.parent == PACKS / FOLDER else str(path)
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        problems.append(Problem(Mark(label), f"cannot be read: {error.strerror}"))
        return []
    tree = read_document(data, label, problems)
    if tree is None:
        return []
    try:
        return list(_cases(CaseFile.model_validate(tree), tree, path.parent, policies))
    except ValidationError as error:
        problems.extend(diagnose(error, tree, CaseFile))
        return []


def _cases(file: "CaseFile", tree: Block, folder: Path, policies: _Policies) -> Iterator[Case]:
    """The cases of a file; what a case does not give, the file gives to all."""
    shared, blank = _written(file.given), type(file.given)().model_dump(by_alias=True)
    for one, item in zip(file.cases, tree["cases"], strict=True):
        own = _written(one.given)
        given = blank | ({} if "capture" in own else shared) | own
        if given["capture"]:
            given["capture"] = str(folder / given["capture"])
        policy = policies.of(tree.get("with"), item.get("with"))
        if policy is not None:
            yield Case(one.name, item.mark, policy, given, _written(one.expect))


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


def _dangling(case: Case) -> Iterator[Problem]:
    known = _known(case.policy)
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
