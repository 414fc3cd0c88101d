"""What the hellos of a handshake say."""

from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.tls.hello import TLS_1_3, client_random, first_message, server_hello, server_name


def number(value: int, size: int) -> bytes:
    return value.to_bytes(size, "big")


def sized(size: int, data: bytes) -> bytes:
    return number(len(data), size) + data


def client(name: bytes) -> bytes:
    """A ClientHello with an extension before the server name."""
    extensions = number(43, 2) + sized(2, b"\x02\x03\x04") + number(0, 2) + sized(2, sized(2, b"\0" + sized(2, name)))
    rest = sized(1, bytes(32)) + sized(2, b"\x13\x01") + sized(1, b"\0") + sized(2, extensions)
    return b"\x01" + sized(3, b"\x03\x03" + bytes(range(32)) + rest)


def server(extensions: bytes, random: bytes = bytes(32)) -> bytes:
    return b"\x02" + sized(3, b"\x03\x03" + random + sized(1, bytes(32)) + b"\x13\x02\0" + sized(2, extensions))


HELLO = client(b"www.example.com")


def test_the_name_and_the_random_of_the_client_are_read() -> None:
    assert (server_name(HELLO), client_random(HELLO)) == (b"www.example.com", bytes(range(32)))


def test_the_version_is_that_of_the_extension_where_there_is_one() -> None:
    assert server_hello(server(b"")).version == 0x0303
    said = server_hello(server(number(22, 2) + sized(2, b"") + number(43, 2) + sized(2, b"\x03\x04")))
    assert (said.version, said.suite, said.encrypt_then_mac) == (TLS_1_3, 0x1302, True)


def test_a_request_for_another_hello_is_told_from_a_hello() -> None:
    retry = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
    assert server_hello(server(b"", retry)).is_retry
    assert not server_hello(server(b"")).is_retry


def test_a_message_in_two_records_is_one() -> None:
    records = b"".join(b"\x16\x03\x01" + sized(2, part) for part in (HELLO[:50], HELLO[50:]))
    assert first_message(records + b"\x17") == (len(records), HELLO)
    assert first_message(records[:-1])[0] == -1
    assert first_message(b"\x17\x03\x03\x00\x01\x00") == (0, b"")


@given(st.binary(max_size=100), st.integers(0, 150))
def test_any_hello_has_a_name_from_its_own_bytes(junk: bytes, keep: int) -> None:
    message = HELLO[:keep] + junk
    assert server_name(message) in message
    assert client_random(message) in message
    assert server_hello(message).random in message
