"""Messages of LDAP."""

import gzip
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.ldap import operations
from agent.protocols.ldap.reader import Ldap
from agent.protocols.ldap.start import recognise

STEPS = [1, 30, 1 << 20]


def ber(tag: int, *content: bytes) -> bytes:
    data = b"".join(content)
    if len(data) < 0x80:
        return bytes((tag, len(data))) + data
    return bytes((tag, 0x84)) + len(data).to_bytes(4, "big") + data


def text(value: bytes) -> bytes:
    return ber(4, value)


def message(operation: bytes) -> bytes:
    return ber(0x30, b"\x02\x01\x07", operation)


def attribute(name: bytes, *values: bytes) -> bytes:
    return ber(0x30, text(name), ber(0x31, *map(text, values)))


def entry(*attributes: bytes, tag: int = 0x64) -> bytes:
    return message(ber(tag, text(b"uid=x"), ber(0x30, *attributes)))


BIND = message(ber(0x60, b"\x02\x01\x03", text(b"cn=me"), ber(0x80, b"secret")))
DONE = message(ber(0x65, b"\x0a\x01\x00", text(b""), text(b"")))


@pytest.mark.parametrize("step", STEPS)
def test_an_entry_is_one_record(read: Any, step: int) -> None:
    sink = read(Ldap, BIND, entry(attribute(b"cn", b"x y", b"z"), attribute(b"mobile", b"12")) + DONE, step=step)
    assert sink.found("ldap") == [b"password: secret\n", b"dn: uid=x\tcn: x y\tcn: z\tmobile: 12\n"]
    assert not sink.found("raw")


def test_what_is_written_is_read(read: Any) -> None:
    change = ber(0x30, ber(0x30, b"\x0a\x01\x02", attribute(b"mobile", b"12")))
    sent = entry(attribute(b"cn", b"x"), tag=0x68) + message(ber(0x66, text(b"uid=y"), change))
    sent += message(b"\x4a\x05uid=z") + message(ber(0x6E, text(b"uid=v"), ber(0x30, text(b"cn"), text(b"w"))))
    lines = read(Ldap, sent).found("ldap")[0].splitlines()
    assert lines == [b"dn: uid=x\tcn: x", b"dn: uid=y\tmobile: 12", b"uid=z", b"uid=v\tcn\tw"]


def test_passwords_are_content_and_users_are_not(read: Any) -> None:
    plain = message(ber(0x60, b"\x02\x01\x03", text(b""), ber(0xA3, text(b"PLAIN"), text(b"\0me\0word"))))
    modify = ber(0x30, ber(0x80, b"me"), ber(0x81, b"old"), ber(0x82, b"new"))
    change = message(ber(0x77, ber(0x80, b"1.3.6.1.4.1.4203.1.11.1"), ber(0x81, modify)))
    lines = read(Ldap, BIND + plain + change).found("ldap")[0].splitlines()
    assert lines == [b"password: secret", b"password: word", b"password: old", b"password: new"]


def test_a_file_is_a_part_of_its_own(read: Any) -> None:
    packed = gzip.compress(b"text", mtime=0)
    sink = read(Ldap, b"", entry(attribute(b"data", packed), attribute(b"cn", b"x")))
    assert [(part.name, bytes(part.data)) for part in sink.parts] == [("data", packed), ("", b"dn: uid=x\tcn: x\n")]


@pytest.mark.parametrize("step", STEPS)
def test_tls_takes_over(read: Any, step: int) -> None:
    start = message(ber(0x77, ber(0x80, b"1.3.6.1.4.1.1466.20037")))
    sink = read(Ldap, start + b"\x16\x03\x01", step=step)
    assert [(offset, label) for _, offset, _, label in sink.switched] == [(len(start), "ldap.starttls")]


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_what_a_log_in_encrypts_is_opaque_and_what_it_signs_is_read(read: Any, step: int) -> None:
    sealed = b"\x05\x04\x06\xff" + bytes(range(0x80, 0x100))
    sink = read(Ldap, BIND + len(sealed).to_bytes(4, "big") + sealed, step=step)
    assert sink.sealed[0] in (len(sealed) + 4, 84)
    signed = b"\x05\x04\x04\xff" + bytes(12) + entry(attribute(b"mobile", b"12"))
    sink = read(Ldap, BIND + len(signed).to_bytes(4, "big") + signed + DONE, step=step)
    assert not sink.sealed
    assert b"mobile" in b"".join(sink.found("raw"))


@pytest.mark.parametrize("step", STEPS)
def test_what_is_no_message_or_a_long_one_is_given_raw(read: Any, step: int) -> None:
    long = entry(attribute(b"cn", b"x" * 100_000)) if step > 1 else b""
    junk = b"junk, 0123456" + message(ber(0x64, b"\x04\x7fshort"))
    sink = read(Ldap, BIND + junk + long + entry(attribute(b"cn", b"y")), step=step)
    assert sink.found("ldap") == [b"password: secret\ndn: uid=x\tcn: y\n"]
    assert b"".join(sink.found("raw")) == junk + long


def test_reading_goes_on_behind_gaps(read: Any) -> None:
    one = entry(attribute(b"cn", b"y" * 200))
    sink = read(Ldap)
    reader = Ldap(sink)
    reader.feed(1, 0, [one[:50]])
    reader.gap(1, 50, 20)
    reader.feed(1, 70, [one[70:] + one[:50]])
    reader.gap(1, len(one) + 50, 1000)
    reader.feed(1, len(one) + 1050, [b"tail" + one])
    reader.close(1, 2 * len(one) + 1054)
    assert sink.found("ldap") == [b"dn: uid=x\tcn: " + b"y" * 200 + b"\n"]
    assert b"tail" in b"".join(sink.found("raw"))


@pytest.mark.parametrize("step", [1, 1000])
def test_a_real_directory_is_read(read: Any, recorded: Any, step: int) -> None:
    def lines(name: str, direction: int) -> bytes:
        data = recorded(f"ldap/{name}")
        sink = read(Ldap, *((data, b"") if direction == 0 else (b"", data)), step=step)
        assert not sink.found("raw")
        return b"".join(sink.found("ldap"))

    person = "cn: 张三\tsn: 张\tmobile: 13800138000\temployeeNumber: 11010519491231002X\tmail: zhang@lab.example"
    assert person.encode() in lines("add-client", 0)
    assert b"userPassword: open-sesame" in lines("add-client", 0)
    assert b"password: s3cret-Word\n" in lines("add-client", 0)
    assert b"dn: uid=zhang,dc=lab,dc=example\tmobile: 13900139000\n" in lines("modify-client", 0)
    assert b"employeeNumber\t11010519491231002X" in lines("search-client", 0)
    assert b"employeeNumber: 11010519491231002X" in lines("search-server", 1)
    assert b"password: new-Sesame\n" in lines("password-client", 0)


@pytest.mark.parametrize("head", [BIND, DONE, entry(attribute(b"cn", b"y" * 300)), message(b"\x42\0")])
def test_messages_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head",
    [
        b"0123456789",
        b"\x30\x82\x02\x00\x30\x82\x01\x00\xa0\x03\x02\x01\x02\x02\x01" + bytes(20),
        b"\x30\x26\x02\x01\x01\x04\x06public\xa0\x19" + bytes(25),
        b"\x30\x20\x02\x01\x07\x64\x7f" + bytes(30),
        b"\x30\x80" + bytes(30),
    ],
)
def test_other_bytes_are_not(head: bytes) -> None:
    assert recognise(head) is False


PIECES = [
    BIND,
    DONE,
    entry(attribute(b"cn", b"y")),
    b"\x30\x84\0\0",
    message(b"\x64\x03abc"),
    message(b"\x66\x02\x04\0"),
]
PIECES += [message(ber(0x60, ber(0xA3)))]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=8), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(steady: Any, pieces: list[bytes], step: int) -> None:
    steady(Ldap, b"".join(pieces), b"".join(reversed(pieces)), step=step)
    assert operations
