"""Records on lines."""

import gzip
from typing import Any

from agent.protocols.records import Records, is_file

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


class _Nothing:
    control = (0, 0)

    def __init__(self, sink: Any) -> None: ...

    def close(self, direction: int, offset: int) -> None: ...


def test_text_json_and_files_go_to_parts_of_their_own(read: Any) -> None:
    sink = read(_Nothing)
    records = Records(sink, 0, "x")
    records.add(b"a ", b"1")
    records.add(b"b ", b'{"c":2}')
    records.add(b"d ", b"1\n2\n", name="lines")
    records.add(b"e ", PNG)
    records.add(b"f ", b"3")
    records.end()
    assert [(part.path, part.name, part.type, bytes(part.data), part.ended) for part in sink.parts] == [
        ("x", "", None, b"a 1\nd \ne \nf 3\n", True),
        ("x", "", "application/x-ndjson", b'b {"c":2}\n', True),
        ("x", "lines", "", b"1\n2\n", True),
        ("x", "", "", PNG, True),
    ]


def test_files_are_told_by_their_first_bytes() -> None:
    assert is_file(gzip.compress(b"x"))
    assert is_file(PNG)
    assert is_file("姓名,手机".encode("utf-16"))
    assert is_file(b"a=%E5%BC%A0%E4%B8%89")
    assert not is_file(b"plain text, nothing else")
    assert not is_file(b"\x1f")
