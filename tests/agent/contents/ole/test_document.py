"""Compound files as parts."""

import gzip
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.ole import MAGIC, document
from agent.contents.ole.document import Ole

DATA = Path(__file__).parents[3] / "data" / "ole"


def parts(out: Any) -> dict[str, bytes]:
    assert all(member.ended for member in out.members)
    return {member.name: bytes(member.data) for member in out.members if member.label != "utf-16"}


@pytest.mark.parametrize("step", [100, 1 << 20])
def test_a_workbook_of_a_real_program_is_read_row_by_row(decode: Any, step: int) -> None:
    out = decode(Ole, (DATA / "people.xls").read_bytes(), step)
    assert parts(out)["Workbook"].decode().split("\n")[:2] == [
        "姓名\t身份证号\t手机\t卡号\t电话2",
        "某某\t11010519491231002X\t13800138000\t6222020200112233446\t13900139000",
    ]
    assert bytes(out.data) == (DATA / "people.xls").read_bytes()
    assert out.failed == ""


def test_a_document_of_a_real_program_is_read_row_by_row(decode: Any) -> None:
    out = decode(Ole, gzip.decompress((DATA / "people.doc.gz").read_bytes()))
    assert (
        parts(out)["WordDocument"]
        .decode()
        .startswith("名单\n姓名\t证件号码\t电话\n某某\t11010519491231002X\t13800138000\n")
    )


def test_files_within_a_message_or_document_are_parts(decode: Any, make_compound: Any) -> None:
    native = (
        b"\0\0\0\0\2\0a.zip\0C:\\a.zip\0\0\0\3\0" + b"\5\0\0\0C:\\t\0" + struct.pack("<I", 7) + b"PK\3\4..." + b"more"
    )
    out = decode(
        Ole, make_compound({"__substg1.0_37010102": b"%PDF-1.4", "\x01Ole10Native": native, "Other": b"plain"})
    )
    assert parts(out) == {"__substg1.0_37010102": b"%PDF-1.4", "Ole10Native": b"PK\3\4..."}


@pytest.mark.parametrize("streams", [{"EncryptedPackage": b"x"}, {"Workbook": struct.pack("<HH6x", 0x2F, 6)}])
def test_what_a_password_protects_is_unread(decode: Any, make_compound: Any, streams: dict[str, bytes]) -> None:
    assert decode(Ole, make_compound(streams), 64).failed == "encrypted"


def test_a_protected_word_document_is_unread(decode: Any, make_compound: Any, make_word: Any) -> None:
    assert decode(Ole, make_compound(make_word("x", flags=0x0300))).failed == "encrypted"
    assert decode(Ole, make_compound(make_word("x"))).failed == ""


def test_a_file_beyond_the_bound_is_passed_on_only(
    decode: Any, make_compound: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_compound({"__substg1.0_37010102": b"%PDF-1.4"})
    monkeypatch.setattr(document, "MOST_BYTES", len(data) - 1)
    out = decode(Ole, data, 100)
    assert bytes(out.data) == data
    assert parts(out) == {}


def test_behind_a_gap_the_bytes_are_passed_on(decode: Any, make_compound: Any) -> None:
    data = make_compound({"__substg1.0_37010102": b"%PDF-1.4"})
    out = decode(Ole, data, 512, gap_at=512)
    assert (bytes(out.data), out.lost, parts(out)) == (data, 7, {})


@given(st.binary(max_size=700), st.integers(1, 300))
def test_any_bytes_are_passed_on_whole(decode: Any, data: bytes, step: int) -> None:
    assert bytes(decode(Ole, MAGIC + data, step).data) == MAGIC + data
