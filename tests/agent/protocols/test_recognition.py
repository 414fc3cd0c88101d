"""How protocols are recognised while bytes arrive."""

import struct

from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.protocols import KINDS

STARTS = (
    b"*2\r\n$3\r\nGET\r\n$1\r\na\r\n",
    b"+OK\r\n",
    b"$5\r\nhello\r\n",
    b"PING\r\n",
    struct.pack("<iiiiIBi", 40, 1, 0, 2013, 0, 0, 19),
    struct.pack(">ihhih", 40, 18, 3, 1, 6) + b"client",
    struct.pack(">iii", 300, 7, 0),
    b"\x10\x20\0\4MQTT\4\2\0\x3c\0\2id",
    b"\x30\x14\0\x09house/hot21 degrees",
    b"\x20\2\0\0\x90\3\0\1\0",
    b"AMQP\0\0\x09\x01",
    b"\1\0\1\0\0\0\x0a\0\x3c\0\x28\0\0\1a\1b\xce",
    b"\0\x1d\0\7\1\0\0\1\0\0\0\0\0\0\3www\7example\3com\0\0\1\0\1",
    b"<34>Oct 11 22:14:15 host su: text\n",
    b"60 <165>1 2003-10-11T22:14:15.003Z host app",
    b"\x30\x0c\x02\x01\x07\x60\x07\x02\x01\x03\x04\0\x80\0",
    b"MESSAGE sip:b@x.example SIP/2.0\r\n",
    b"SIP/2.0 200 OK\r\n",
    bytes(range(256)),
)


@given(st.lists(st.one_of(st.sampled_from(STARTS), st.binary(max_size=30)), min_size=1, max_size=4), st.integers(0, 40))
@example([bytes(range(256)), b"HTTP/1.1 200 OK\r\n"], 0)
@settings(max_examples=300, deadline=None)
def test_an_answer_is_the_same_however_many_bytes_there_are(pieces: list[bytes], cut: int) -> None:
    data = b"".join(pieces)[cut:]
    for kind in KINDS:
        if kind.transport != "tcp" or not data or data[0] not in kind.first:
            continue
        answers = [kind.recognise(data[:size]) for size in range(1, len(data) + 1)]
        told = [answer for answer in answers if answer is not None]
        assert len(set(map(bool, told))) <= 1, kind.name
        assert None not in answers[len(answers) - len(told) :], kind.name
