"""Records: whatever the layout, what belongs to one person stays together, and the next person begins the next."""

import random
from collections.abc import Iterator

import pytest

from policies.checksums import resident_check
from policies.inspection import Inspector
from policies.part import TAIL, Part

INSPECTOR = Inspector(b"a key of the tests")


def resident_id(number: int) -> str:
    body = f"44030519850312{number:03}"
    return body + chr(resident_check(body.encode()))


A, B = resident_id(1), resident_id(2)
P, Q = "13800000011", "13800000022"


def linked(text: str) -> list[str]:
    """The values of each record, last two characters each, in order."""
    data = text.encode()
    groups: dict[int, list[str]] = {}
    for one in INSPECTOR.inspect([Part(owner=1, id=1, path="x", pieces=[data])]):
        if one.detector in {"cn.resident_id", "cn.mobile"}:
            groups.setdefault(one.record, []).append(data[one.start : one.end].decode()[-2:])
    return ["+".join(group) for group in groups.values()]


TOGETHER, APART = ["1X+11", "28+22"], ["1X+11", "22"]
LAYOUTS = {
    "rows": f"name,id,phone\nx,{A},{P}\ny,{B},{Q}\n",
    "tabs": f"\tid\tphone\n\t{A}\t{P}\n\t{B}\t{Q}\n",
    "array": f'[{{"id":"{A}","phone":"{P}"}},{{"id":"{B}","phone":"{Q}"}}]',
    "ndjson": f'{{"id":"{A}","phone":"{P}"}}\n{{"id":"{B}","phone":"{Q}"}}\n',
    "printed": f'{{\n  "id": "{A}",\n  "phone": "{P}"\n}},\n{{\n  "id": "{B}",\n  "phone": "{Q}"\n}}',
    "map": f'{{"u1":{{"id":"{A}","phone":"{P}"}},"u2":{{"id":"{B}","phone":"{Q}"}}}}',
    "blocks": f"身份证号：{A}\n手机号：{P}\n\n身份证号：{B}\n手机号：{Q}\n",
    "labels": f"身份证号{A}\n手机号{P}\n身份证号{B}\n手机号{Q}\n",
    "xml": f"<c><id>{A}</id><phone>{P}</phone></c><c><id>{B}</id><phone>{Q}</phone></c>",
    "attributes": f'<c id="{A}" phone="{P}"/><c id="{B}" phone="{Q}"/>',
    "html": f"<tr><td>{A}</td><td>电话 {P}</td></tr><tr><td>{B}</td><td>电话 {Q}</td></tr>",
    "tuples": f"insert into t (id, phone) values ('{A}','{P}'), ('{B}','{Q}')",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_people_are_two_records(layout: str) -> None:
    assert linked(LAYOUTS[layout]) == TOGETHER


ONE_WITHOUT_NUMBER = {
    "rows": f"id,phone\n{A},{P}\n,{Q}\n",
    "array": f'[{{"id":"{A}","phone":"{P}"}},{{"phone":"{Q}"}}]',
    "nested": f'[{{"id":"{A}","contact":{{"phone":"{P}"}}}},{{"contact":{{"phone":"{Q}"}}}}]',
    "xml": f"<c><id>{A}</id><phone>{P}</phone></c><c><phone>{Q}</phone></c>",
    "tuples": f"insert into t (id, phone) values ('{A}','{P}'), (null,'{Q}')",
}


@pytest.mark.parametrize("layout", ONE_WITHOUT_NUMBER)
def test_a_person_without_a_number_is_not_the_one_before(layout: str) -> None:
    assert linked(ONE_WITHOUT_NUMBER[layout]) == APART


ONE_PERSON = {
    "form": f"id={A}&phone={P}",
    "printed": f'{{\n  "id": "{A}",\n  "address": {{"city": "x"}},\n  "phone": "{P}"\n}}',
    "nested": f'{{"id":"{A}","contact":{{"phone":"{P}"}}}}',
    "first nested": f'{{"contact":{{"id":"{A}"}},"phone":"{P}"}}',
    "sheet of a person": f"<tr><th>身份证</th><td>{A}</td></tr><tr><th>手机</th><td>{P}</td></tr>",
    "sentence": f"客户身份证号{A}，手机{P}，请核对。",
}


@pytest.mark.parametrize("layout", ONE_PERSON)
def test_the_fields_of_one_object_stay_together(layout: str) -> None:
    assert linked(ONE_PERSON[layout]) == ["1X+11"]


def test_what_lies_far_apart_is_not_linked() -> None:
    assert linked(f'{{"id":"{A}","note":"{"x " * 2100}","phone":"{P}"}}') == ["1X", "11"]


def test_a_second_number_on_one_line_is_the_same_record() -> None:
    assert linked(f"身份证 {A}、{B}") == ["1X+28"]


def runs(data: bytes, sizes: list[int]) -> Iterator[Part]:
    """The data as runs of a part, each repeating the end of the one before."""
    at = 0
    for size in sizes:
        if at == len(data):
            return
        seen = min(at, TAIL)
        end = min(at + size, len(data))
        piece = data[at - seen : end]
        yield Part(1, 1, "x", [piece], offset=at - seen, seen=seen, last=end == len(data))
        at = end


@pytest.mark.parametrize("seed", range(8))
def test_the_runs_of_a_part_change_nothing(seed: int) -> None:
    draw = random.Random(seed)
    data = "".join(f"{n},{resident_id(n)},phone 138{n:08},{'x' * draw.randrange(60)}\n" for n in range(60)).encode()
    inspector = Inspector(b"a key of the tests")
    whole = inspector.inspect([Part(1, 1, "x", [data])])
    sizes = [draw.randrange(600, 1500) for _ in range(20)]
    found = [one for run in runs(data, sizes) for one in inspector.inspect([run])]
    assert [(one.start, one.record) for one in found] == [(one.start, one.record) for one in whole]
    assert len({one.record for one in whole}) == 60
