"""Detectors that users write into their policy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.checksums import resident_check, vin_check
from policies.custom import CHECKSUMS, custom_detectors
from policies.inspection import Inspector
from policies.own import OwnDetector
from policies.part import Part
from policies.patterns import pattern_problem
from policies.reasons import Text


def own(pattern: str, **fields: object) -> OwnDetector:
    plain = {
        "id": "x.employee_no", "title": Text("工号", "employee number"), "pattern": pattern, "checksum": "", "words": (),
        "words_required": False, "data_class": "pi.ordinary", "confidence": 0.8, "examples": (), "counterexamples": (),
    }  # fmt: skip
    return OwnDetector(**(plain | fields))  # type: ignore[arg-type]


def found(detector: OwnDetector, text: str) -> list[tuple[str, float]]:
    inspector = Inspector(b"k" * 32, None, custom_detectors([detector]))
    data = text.encode()
    return [
        (data[one.start : one.end].decode("utf-8", "replace"), one.confidence)
        for one in inspector.inspect([Part(1, 1, "raw", (data,))])
    ]


def test_a_value_that_stands_alone_is_found() -> None:
    assert found(own(r"EMP-\d{6}"), "id EMP-004711, XEMP-004711, EMP-0047112, (EMP-000001)") == [
        ("EMP-004711", 0.8),
        ("EMP-000001", 0.8),
    ]


def test_words_near_make_it_surer() -> None:
    named = own(r"\d{6}", words=("工号", "employee no"))
    assert found(named, "工号：004711") == [("004711", 0.9)]
    assert found(named, "Employee No 004711") == [("004711", 0.9)]
    assert found(named, "somewhere 004711") == [("004711", 0.8)]


def test_where_words_are_required_a_value_without_them_is_none() -> None:
    named = own(r"\d{6}", words=("工号",), words_required=True)
    assert found(named, "工号 004711") == [("004711", 0.8)]
    assert found(named, "somewhere 004711") == []


def test_a_checksum_must_agree() -> None:
    assert found(own(r"99\d{14}", checksum="luhn"), "9900000000000002 9900000000000003") != []
    assert len(found(own(r"99\d{14}", checksum="luhn"), " ".join(f"990000000000000{n}" for n in range(10)))) == 1


def test_a_pattern_of_chinese_characters_is_found() -> None:
    assert found(own(r"客户第\d{4}号"), "请见客户第0042号。") == [("客户第0042号", 0.8)]


def test_no_sample_shows_the_value() -> None:
    inspector = Inspector(b"k" * 32, None, custom_detectors([own(r"EMP-\d{6}")]))
    (one,) = inspector.inspect([Part(1, 1, "raw", (b"EMP-004711",))])
    assert one.masked == "EM******11"
    assert one.detector == "x.employee_no"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("", b"anything"),
        ("luhn", b"79927398713"),
        ("resident", b"11010519491231002" + bytes([resident_check(b"11010519491231002")])),
        ("vin", b"1M8GDM9A" + bytes([vin_check(b"1M8GDM9AXKP042788")]) + b"KP042788"),
    ],
)
def test_each_checksum_accepts_a_right_value_and_no_wrong_one(name: str, value: bytes) -> None:
    assert CHECKSUMS[name](value)
    if name:
        wrong = bytes([value[0] ^ 1]) + value[1:]
        assert not CHECKSUMS[name](wrong)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("abE1[](){}*+?|\\.^$,-dws:京"), max_size=16))
def test_what_is_accepted_as_a_pattern_can_be_scanned_for(pattern: str) -> None:
    if pattern_problem(pattern) == "":
        assert isinstance(found(own(pattern), "ab E1-京"), list)


@pytest.mark.parametrize("name", sorted(CHECKSUMS))
@pytest.mark.parametrize("value", [b"", b"a", b"\xff" * 20, b"-", b"1" * 3])
def test_no_checksum_raises(name: str, value: bytes) -> None:
    assert CHECKSUMS[name](value) in {True, False}
