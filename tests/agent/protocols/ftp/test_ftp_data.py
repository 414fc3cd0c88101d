"""What data connections carry."""

from typing import Any

import pytest

from agent.protocols.ftp.data import Transfer


@pytest.mark.parametrize("step", [1, 3, 1000])
@pytest.mark.parametrize("direction", [0, 1])
def test_the_file_has_its_name_whichever_way_it_goes(read: Any, direction: int, step: int) -> None:
    ways = (b"content", b"") if direction == 0 else (b"", b"content")
    (part,) = read(Transfer("ftp.file", "a.txt", ("deflate",)), *ways, step=step).parts
    assert (part.direction, part.path, part.name, bytes(part.data)) == (direction, "ftp.file", "a.txt", b"content")
    assert (part.codings, part.ended, part.damage) == (("deflate",), True, "")


@pytest.mark.parametrize("step", [1, 2, 1000])
def test_a_protected_connection_is_recognised_anew(read: Any, step: int) -> None:
    sink = read(Transfer("ftp.file", "a"), b"\x16\x03\x01\x02", step=step)
    assert sink.switched[0][:2] == (0, 0)
    assert not sink.parts


def test_a_file_may_begin_like_tls(read: Any) -> None:
    assert read(Transfer("ftp.file"), b"\x16").found("ftp.file") == [b"\x16"]
    assert read(Transfer("ftp.file"), b"\x16\x16\x03", step=1).found("ftp.file") == [b"\x16\x16\x03"]


def test_a_file_goes_on_behind_a_gap(read: Any) -> None:
    sink = read(Transfer("ftp.file"))
    reader = Transfer("ftp.file", "x")(sink)
    reader.gap(0, 0, 10)
    reader.feed(0, 10, [b"rest"])
    (part,) = sink.parts
    assert (bytes(part.data), part.lost) == (b"rest", 10)
