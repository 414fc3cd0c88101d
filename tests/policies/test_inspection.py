"""Inspection: pieces, runs and parts change nothing about what is found."""

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.checksums import resident_check
from policies.detectors import DETECTORS
from policies.finding import Finding
from policies.inspection import Inspector
from policies.matching import ExpressionMatcher
from policies.part import TAIL, Part
from policies.sieve import sieve

KEY = b"a key of the tests"
INSPECTOR = Inspector(KEY)
DRAW = random.Random(7)


def resident_id(birth: str = "19850312") -> str:
    body = f"440305{birth}{DRAW.randrange(1000):03}"
    return body + chr(resident_check(body.encode()))


def mobile() -> str:
    return f"138{DRAW.randrange(10**8):08}"


ROWS = [f"某某,{resident_id()},{mobile()},u{n}@mail.example.cn,E{DRAW.randrange(10**8):08}" for n in range(60)]
TABLE = ("姓名,证件,手机,邮箱,护照号\n" + "\n".join(ROWS) + "\n").encode()


def part(*pieces: bytes, **changes: object) -> Part:
    return Part(owner=1, id=1, path="raw", pieces=pieces, **changes)  # type: ignore[arg-type]


def spans(findings: Sequence[Finding]) -> list[tuple[str, int, int, bytes]]:
    return sorted((one.detector, one.start, one.end, one.digest) for one in findings)


WHOLE = spans(INSPECTOR.inspect([part(TABLE)]))


def test_every_value_of_a_table_is_found_the_last_column_by_its_header_alone() -> None:
    assert len(WHOLE) == 4 * len(ROWS)
    assert {name for name, *_ in WHOLE} == {"cn.resident_id", "cn.mobile", "email", "cn.passport"}


def cut(raw: bytes, places: Sequence[int]) -> list[bytes]:
    edges = sorted({0, len(raw), *(place % len(raw) for place in places)})
    return [raw[start:end] for start, end in pairwise(edges)]


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_the_edges_of_pieces_change_nothing(places: list[int]) -> None:
    assert spans(INSPECTOR.inspect([part(*cut(TABLE, places))])) == WHOLE


def test_one_byte_a_piece_changes_nothing() -> None:
    assert spans(INSPECTOR.inspect([part(*(TABLE[n : n + 1] for n in range(len(TABLE))))])) == WHOLE


def test_empty_pieces_and_views_change_nothing() -> None:
    view = memoryview(TABLE)
    assert spans(INSPECTOR.inspect([part(b"", view[:100], b"", view[100:], b"")])) == WHOLE  # type: ignore[arg-type]


def runs(raw: bytes, places: Sequence[int]) -> list[Part]:
    """The bytes as runs of one part, each but the first repeating the tail of what was before."""
    edges = sorted({0, len(raw), *(place % len(raw) for place in places)})
    return [
        part(raw[max(0, start - TAIL) : end], offset=max(0, start - TAIL), seen=min(start, TAIL), last=end == len(raw))
        for start, end in pairwise(edges)
    ]


@given(st.lists(st.integers(0, 10**6), max_size=12))
def test_runs_of_any_length_find_each_value_once(places: list[int]) -> None:
    inspector = INSPECTOR
    assert spans([one for run in runs(TABLE, places) for one in inspector.inspect([run])]) == WHOLE


def test_a_header_that_came_in_many_small_runs_holds_for_its_column() -> None:
    assert spans([one for run in runs(TABLE, range(0, 200, 3)) for one in INSPECTOR.inspect([run])]) == WHOLE


def test_a_value_that_goes_on_in_the_next_run_is_not_taken_for_a_shorter_one() -> None:
    number = mobile().encode()
    first, second = part(b"tel " + number, last=False), part(b"tel " + number + b"7", seen=4 + len(number))
    assert INSPECTOR.inspect([first]) + INSPECTOR.inspect([second]) == []


def test_no_value_lies_across_two_parts_or_two_separate_pieces() -> None:
    head, tail = mobile()[:5].encode(), mobile()[5:].encode()
    assert INSPECTOR.inspect([part(head), part(tail)]) == []
    assert INSPECTOR.inspect([part(head, tail, separate=True)]) == []


def test_separate_pieces_keep_their_offsets_and_are_never_held_back() -> None:
    pieces = [f"<13>tel {mobile()}".encode() for _ in range(5)]
    findings = INSPECTOR.inspect([part(*pieces, separate=True, last=False)])
    assert [one.start for one in findings] == [8 + 19 * n for n in range(5)]


def test_a_part_that_is_only_listed_is_not_read() -> None:
    assert INSPECTOR.inspect([part(TABLE, inspect=False)]) == []
    assert INSPECTOR.inspect([]) == []


def test_findings_name_their_part_and_their_place_in_it() -> None:
    number = mobile()
    other = Part(owner=2, id=9, path="http > json", pieces=[f"tel {number}".encode()], offset=1000, seen=0)
    (finding,) = INSPECTOR.inspect([part(b"nothing"), other])
    assert (finding.owner, finding.part, finding.path, finding.start, finding.end) == (2, 9, "http > json", 1004, 1015)


def test_one_number_written_in_many_ways_has_one_digest() -> None:
    number = mobile()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    forms = (number, f"+86{number}", f"0086-{number}", f"+86 {number[:3]} {number[3:7]} {number[7:]}", f"tel: {wide}")
    found = INSPECTOR.inspect([Part(owner=1, id=n, path="", pieces=[form.encode()]) for n, form in enumerate(forms)])
    assert len(found) == len(forms)
    assert len({one.digest for one in found}) == 1


def test_the_lower_case_and_the_full_width_check_character_count_as_one() -> None:
    number = next(value for value in (resident_id(f"1985{n % 12 + 1:02}11") for n in range(900)) if value.endswith("X"))
    forms = (number, number[:-1] + "x", number[:-1] + "Ｘ", f"{number[:6]} {number[6:14]} {number[14:]}")
    found = INSPECTOR.inspect([Part(owner=1, id=n, path="", pieces=[form.encode()]) for n, form in enumerate(forms)])
    assert [one.detector for one in found] == ["cn.resident_id"] * len(forms)
    assert len({one.digest for one in found}) == 1


def test_another_key_gives_other_digests_for_the_same_spans() -> None:
    other = spans(Inspector(b"another key").inspect([part(TABLE)]))
    assert [one[:3] for one in other] == [one[:3] for one in WHOLE]
    assert not {one[3] for one in other} & {one[3] for one in WHOLE}


def test_no_finding_shows_the_value() -> None:
    for finding in INSPECTOR.inspect([part(TABLE)]):
        assert TABLE[finding.start : finding.end].decode() not in repr(finding)


def test_a_birth_date_after_the_reference_day_is_none() -> None:
    value = part(resident_id("20250101").encode())
    assert len(Inspector(KEY, until=date(2025, 1, 1)).inspect([value])) == 1
    assert Inspector(KEY, until=date(2024, 12, 31)).inspect([value]) == []


def test_a_list_behind_one_word_keeps_its_meaning() -> None:
    accounts = ", ".join(f"A{DRAW.randrange(10**9):09}" for _ in range(30))
    assert len(INSPECTOR.inspect([part(f"股东代码: {accounts}".encode())])) == 30


def test_without_hyperscan_the_same_is_found() -> None:
    inspector = Inspector(KEY)
    inspector._matcher = ExpressionMatcher([mesh.pattern for mesh in sieve(DETECTORS)])
    assert spans(inspector.inspect([part(*cut(TABLE, range(0, 10**4, 777)))])) == WHOLE


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "utf-16-le"])
@given(st.binary(max_size=400), st.integers(0, 400))
def test_hostile_bytes_around_a_value_never_raise(charset: str, noise: bytes, place: int) -> None:
    raw = noise[:place] + f"护照E12345670 {ROWS[0]} 京A12345".encode(charset, "replace") + noise[place:]
    for finding in INSPECTOR.inspect([part(raw[:50], raw[50:])]):
        assert 0 <= finding.start < finding.end <= len(raw)
