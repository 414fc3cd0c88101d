"""The ledger of people: a union, in any order and any repetition, from one record or several under one key."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.census import Counted
from policies.groups import Groups
from reports.headcount import of_group
from reports.incident import CaptureRecord, JudgedTransfer, RunRecord
from reports.ledger import NOBODY, Heads, Ledger
from reports.unavailable import StoreUnavailable

Make = Callable[..., JudgedTransfer]
Write = Callable[..., object]
SECOND = 1_000_000_000
BOTH = Groups(3, 3, 3)


def counted(kind: str, people: Sequence[int], *, attached: bool = False, groups: Groups = BOTH) -> Counted:
    names = sorted({hashlib.blake2b(f"{n}".encode(), digest_size=16).digest() for n in people})
    return Counted(kind, ("pi.x",), b"".join(names), bytes([attached] * len(names)), groups)


def export(judged: Make, number: int, *people: Counted, at_s: int = 0) -> JudgedTransfer:
    one = judged(number)
    first_ns = (1_790_000_000 + at_s) * SECOND
    return replace(one, transfer=replace(one.transfer, first_ns=first_ns, last_ns=first_ns + 1), people=people)


def heads(*databases: Path) -> Heads:
    ledger = Ledger.open(databases)
    found = ledger.heads(ledger.scopes(2026))
    ledger.close()
    return found


@pytest.fixture
def enter(write: Write, run: RunRecord, capture: CaptureRecord) -> Callable[..., None]:
    def enter_exports(database: Path, *exports: JudgedTransfer, **changes: str) -> None:
        write(database, replace(run, **changes), capture, *exports)

    return enter_exports


def test_the_same_person_counts_once(database: Path, judged: Make, enter: Callable) -> None:
    enter(database, export(judged, 1, counted("id", [1, 2, 3])), export(judged, 2, counted("id", [3, 4])))
    enter(database, export(judged, 1, counted("id", [1, 2, 3])))
    assert heads(database) == Heads(4, 4, 4)


def test_an_attached_identifier_is_no_person_wherever_it_stands(database: Path, judged: Make, enter: Callable) -> None:
    alone = export(judged, 1, counted("phone", [7, 8]))
    beside = export(judged, 2, counted("id", [1]), counted("phone", [7], attached=True))
    enter(database, alone, beside)
    assert heads(database) == Heads(2, 2, 3)


def test_the_moment_of_the_nth_person(database: Path, judged: Make, enter: Callable) -> None:
    enter(
        database, export(judged, 1, counted("id", [1, 2]), at_s=50), export(judged, 2, counted("id", [2, 3]), at_s=10)
    )
    ledger = Ledger.open([database])
    scopes = ledger.scopes(2026)
    moments = [ledger.moment(scopes, number) for number in (1, 2, 3, 4)]
    ledger.close()
    assert moments == [1_790_000_010, 1_790_000_010, 1_790_000_050, None]


def test_groups_are_counted_apart(database: Path, judged: Make, enter: Callable) -> None:
    enter(
        database,
        export(judged, 1, counted("id", [1, 2], groups=Groups(1, 2, 1)), counted("id", [2, 3], groups=Groups(2, 2, 2))),
    )
    ledger = Ledger.open([database])
    scopes = ledger.scopes(2026)
    found = [ledger.heads(of_group(scopes, group)).estimate for group in ("personal", "ordinary", "sensitive")]
    under_older = ledger.heads(of_group(scopes, "sensitive", 1)).estimate
    ledger.close()
    assert (found, under_older) == ([3, 2, 2], 3)


def test_two_records_under_one_key_are_united(tmp_path: Path, judged: Make, enter: Callable) -> None:
    enter(tmp_path / "a", export(judged, 1, counted("id", [1, 2])))
    enter(tmp_path / "b", export(judged, 2, counted("id", [2, 3])))
    assert heads(tmp_path / "a", tmp_path / "b") == Heads(3, 3, 3)


def test_records_under_two_keys_are_refused(tmp_path: Path, judged: Make, enter: Callable) -> None:
    enter(tmp_path / "a", export(judged, 1, counted("id", [1])))
    enter(tmp_path / "b", export(judged, 1, counted("id", [1])), key_id="8" * 16)
    with pytest.raises(StoreUnavailable, match="another key"):
        Ledger.open([tmp_path / "a", tmp_path / "b"])


def test_what_only_a_former_policy_counted_is_left_out(database: Path, judged: Make, enter: Callable) -> None:
    enter(database, export(judged, 1, counted("id", [1, 2], groups=Groups(2, 2, 2))))
    enter(database, export(judged, 1, counted("id", [1], groups=Groups(1, 1, 1))), policy_hash="b" * 64)
    assert heads(database) == Heads(1, 1, 1)


def test_a_record_without_people_counts_nobody(database: Path, judged: Make, enter: Callable) -> None:
    enter(database, judged(1))
    assert heads(database) == NOBODY


EXPORTS = st.lists(
    st.tuples(st.sampled_from(["id", "phone", "mail"]), st.sets(st.integers(0, 12), min_size=1), st.booleans()),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EXPORTS, st.integers(0, 1000))
def test_order_and_repetition_do_not_matter_and_the_bounds_hold(
    tmp_path_factory: pytest.TempPathFactory, judged: Make, enter: Callable, told: list, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("ledgers")
    exports = [
        export(judged, n, counted(kind, sorted(people), attached=attached))
        for n, (kind, people, attached) in enumerate(told)
    ]
    again = [*exports, *random.Random(seed).choices(exports, k=3)]
    random.Random(seed).shuffle(again)
    enter(folder / "a", *exports)
    for one in again:
        enter(folder / "b", one)
    found = heads(folder / "a")
    assert found == heads(folder / "b") == heads(folder / "a", folder / "b")
    assert found.lower <= found.estimate <= found.upper
