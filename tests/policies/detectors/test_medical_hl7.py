"""HL7 messages."""

from collections.abc import Callable

Found = Callable[..., list[tuple[str, str]]]
HEAD = "MSH|^~\\&|HIS|A|LIS|B|20260105080000||ADT^A01|77|P|2.4\rEVN|A01|20260105080000\r"


def test_a_patient_segment_behind_a_header_is_found(found: Found) -> None:
    assert found(HEAD + "PID|1||100200300^^^HIS||WANG^MOU||19800101|M\r") == [("medical.hl7", "100200300")]


def test_one_without_the_other_is_none(found: Found) -> None:
    assert found(HEAD) == []
    assert found("EVN|A01\rPID|1||100200300^^^HIS||WANG^MOU\r") == []
