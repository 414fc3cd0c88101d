"""Passwords in SASL exchanges."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sasl import Exchange


@pytest.mark.parametrize(
    ("mechanism", "responses", "answers"),
    [
        (b"PLAIN", [b"a\0b\0secret"], [b"secret"]),
        (b"plain", [b"no zeros"], [b""]),
        (b"LOGIN", [b"user", b"secret", b"more"], [b"", b"secret", b""]),
        (b"XOAUTH2", [b"user=x\1auth=Bearer t.o.k\1\1"], [b"Bearer t.o.k"]),
        (b"CRAM-MD5", [b"user 0123"], [b""]),
    ],
)
def test_each_mechanism_has_its_password_where_it_has_one(
    mechanism: bytes, responses: list[bytes], answers: list[bytes]
) -> None:
    exchange = Exchange(mechanism)
    assert [exchange.respond(base64.b64encode(response)) for response in responses] == answers


def test_what_is_no_response_is_told() -> None:
    exchange = Exchange(b"PLAIN")
    assert exchange.respond(b"a b") is None
    assert exchange.respond(b"QUIT!") is None
    assert exchange.respond(b"*") == b""


@given(st.sampled_from([b"PLAIN", b"LOGIN", b"X"]), st.binary(max_size=30))
def test_no_bytes_raise(mechanism: bytes, response: bytes) -> None:
    Exchange(mechanism).respond(response)
