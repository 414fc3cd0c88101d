"""What of the firm's own lists stands in parts."""

from collections.abc import Sequence

import numpy as np

from policies.batch import lay
from policies.finding import Finding
from policies.lists.documents import make_documents
from policies.lists.exact import make_exact
from policies.lists.own import LoadedLists, OwnMatcher, hash_key
from policies.part import TAIL, Part

SECRET = b"k" * 32
KEY = hash_key(SECRET)
CUSTOMERS = make_exact([["90817263"], ["HT-2026-0001"]], 1, KEY, "key")[0]
PEOPLE = make_exact([["张三丰", "30118"], ["李四光", "30119"]], 2, KEY, "key")[0]
TEXT = " ".join(f"paragraph {n} of the listing documents says {n * n}" for n in range(200)).encode()
DOCUMENTS = make_documents([("listing.docx", [TEXT])], [], KEY, "key")
LISTS = LoadedLists((("customers", CUSTOMERS), ("people", PEOPLE)), (("listing", DOCUMENTS),))


def part(data: bytes, **fields: object) -> Part:
    return Part(owner=1, id=fields.pop("id", 5), path="raw", pieces=(data,), **fields)  # type: ignore[arg-type]


def found(*batches: Sequence[Part], lists: LoadedLists = LISTS) -> list[Finding]:
    matcher = OwnMatcher(lists, SECRET)
    return [finding for parts in batches for finding in matcher.find(lay(parts))]


def test_a_value_is_found_at_its_place_under_the_name_of_its_list() -> None:
    (one,) = found([part(b"id 90817263.")])
    assert (one.detector, one.start, one.end, one.owner, one.part) == ("match.exact:customers", 3, 11, 1, 5)


def test_no_field_holds_the_value() -> None:
    (one,) = found([part(b"id 90817263.")])
    assert "90817263" not in repr(one)


def test_two_values_of_one_row_are_one_finding() -> None:
    (one,) = found([part("张三丰,30118".encode())])
    assert one.detector == "match.exact:people"


def test_values_of_other_parts_are_not_beside_each_other() -> None:
    assert found([part("张三丰".encode()), part(b"30118", id=6)]) == []


def test_equal_values_have_equal_digests() -> None:
    first, second = found([part(b"ht20260001 HT-2026-0001")])
    assert first.digest == second.digest


def test_over_all_runs_of_a_part_a_value_is_found_once() -> None:
    data = b" " * 700 + b"90817263" + b" " * 700
    for cut in range(690, 720):
        runs = [part(data[:cut], last=False), part(data[cut - TAIL :], offset=cut - TAIL, seen=TAIL)]
        assert [f.start for f in found(*([run] for run in runs))] == [700]


def test_a_number_of_which_every_thousandth_is_listed_is_weak() -> None:
    numbers = np.random.default_rng(1).choice(10**8, 200_000, replace=False)
    dense = make_exact([[f"{n:08d}"] for n in numbers], 1, KEY, "key")[0]
    (one,) = found([part(f"{numbers[0]:08d}".encode())], lists=LoadedLists((("dense", dense),)))
    assert one.confidence < 0.5


def test_a_passage_of_a_document_is_named_by_it() -> None:
    (one,) = found([part(b"see: " + TEXT[1000:3000])])
    assert (one.detector, one.masked) == ("match.document:listing", "listing.docx")


def test_the_whole_document_is_told_from_a_passage() -> None:
    assert {one.detector for one in found([part(TEXT)])} == {"match.document:listing", "match.document:listing:whole"}


def test_a_document_in_several_runs_is_the_whole_document() -> None:
    cut = 2000
    runs = [part(TEXT[:cut], last=False), part(TEXT[cut - TAIL :], offset=cut - TAIL, seen=TAIL)]
    assert "match.document:listing:whole" in {one.detector for one in found(*([run] for run in runs))}


def test_a_part_that_is_only_listed_is_not_looked_at() -> None:
    assert found([part(TEXT, inspect=False)]) == []
