"""What an SMTP server sends."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.smtp.reader import Smtp

REPLIES = b"220 mx.example ESMTP\r\n250-mx.example\r\n250 SIZE 1\r\n250 2.1.5 <a@x.example> ok\r\n354\r\n"


@pytest.mark.parametrize("step", [1, 9, 1000])
def test_replies_are_listed_and_other_lines_are_read(read: Any, step: int) -> None:
    sink = read(Smtp, b"", REPLIES + b"what is this\r\n" + b"y" * 5000 + b"\r\n221 bye\r\n", step=step)
    assert sink.found("smtp.replies") == [REPLIES + b"221 bye\r\n"]
    assert sink.found("raw") == [b"what is this\r\n" + b"y" * 5000 + b"\r\n"]
    assert [part.inspect for part in sink.parts] == [False, True]


@given(st.binary(max_size=80), st.integers(1, 20))
def test_no_byte_is_lost(read: Any, data: bytes, step: int) -> None:
    sink = read(Smtp, b"", data, step=step)
    size = sum(len(part.data) for part in sink.parts) + sum(len(rest) for _, _, rest, _ in sink.switched)
    assert size == len(data) or sink.switched
