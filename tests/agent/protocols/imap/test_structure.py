"""BODYSTRUCTURE."""

from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.imap.structure import Section, sections

RESPONSE = (
    b'* 2 FETCH (UID 7 BODYSTRUCTURE (("text" "plain" ("charset" "gb2312") NIL NIL "quoted-printable" 269 8 NIL NIL NIL NIL)'
    b'("application" "octet-stream" ("name" "x") NIL NIL "base64" 34 NIL ("attachment" ("filename" "=?utf-8?B?6K6i5Y2V?=.csv"))'
    b' NIL NIL)("message" "rfc822" NIL NIL NIL "7bit" 500 ("d" "s" NIL NIL NIL NIL NIL NIL NIL NIL) '
    b'("text" "html" NIL NIL NIL "base64" 30 1) 20) "mixed" ("boundary" "b") NIL NIL NIL))\r\n'
)


def test_each_section_has_type_coding_and_name() -> None:
    assert sections(RESPONSE) == {
        "1": Section('text/plain; charset="gb2312"', "quoted-printable", ""),
        "2": Section('application/octet-stream; name="x"', "base64", "订单.csv"),
        "3": Section("message/rfc822", "", ""),
        "3.1": Section("text/html", "base64", ""),
    }


def test_a_message_of_one_part_is_section_1() -> None:
    assert sections(b'BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "BASE64" 3 1)')["1"] == Section(
        "TEXT/PLAIN", "base64", ""
    )


def test_what_describes_nothing_gives_nothing() -> None:
    for response in (
        b"",
        b"* 1 FETCH (FLAGS ())",
        b"BODYSTRUCTURE ()",
        b"BODYSTRUCTURE (" * 99,
        b"BODYSTRUCTURE ((((((",
    ):
        assert sections(response) == {}


@given(st.lists(st.sampled_from([b"(", b")", b'"a"', b" ", b"NIL", b'"', b"\\", b"message", b"1"]), max_size=40))
def test_no_bytes_raise(tokens: list[bytes]) -> None:
    sections(b"BODYSTRUCTURE (" + b" ".join(tokens))
