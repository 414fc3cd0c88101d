"""Messages of SNMP."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.snmp import Snmp, recognise


def datagrams(data: bytes) -> list[bytes]:
    found = []
    while data:
        size = int.from_bytes(data[:2], "big")
        found.append(data[2 : 2 + size])
        data = data[2 + size :]
    return found


def fed(read: Any, *messages: bytes) -> Any:
    sink = read(Snmp)
    reader = Snmp(sink)
    reader.feed(0, 0, messages)
    reader.close(0, 0)
    return sink


def test_strings_are_read_and_what_is_encrypted_is_told(read: Any, recorded: Any, unwrapped: Any) -> None:
    client, server = datagrams(recorded("snmp/client")), datagrams(recorded("snmp/server"))
    assert all(map(recognise, client + server))
    sent = fed(read, *client)
    assert b"community: s3cret-Word\troom 7, 13900139000\n" in sent.found("snmp")[0]
    encrypted = [part for part in sent.parts if part.codings == ("encrypted",)]
    assert [bytes(part.data) for part in encrypted] == client[-1:]
    assert b'"zhang san 13800138000"' in b"".join(fed(read, *server).found("snmp"))


@pytest.mark.parametrize("data", [b"0123456789", b"\x30\x03\x02\x01\x01", b"\x30\x05\x02\x01\x01\x04\x00", bytes(30)])
def test_other_datagrams_are_not(read: Any, data: bytes) -> None:
    assert not recognise(data)
    assert fed(read, data).found("datagram") == [data]


@given(st.binary(max_size=60), st.integers(0, 3))
def test_no_bytes_raise(read: Any, data: bytes, version: int) -> None:
    body = b"\x02\x01" + bytes((version,)) + data
    fed(read, data, bytes((0x30, len(body))) + body)
