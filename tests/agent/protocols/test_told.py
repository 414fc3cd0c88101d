"""Parts that lines of one sort are gathered in."""

from collections.abc import Callable

from agent.protocols.told import Told


def test_lines_of_one_sort_are_one_part_and_raw_ends_where_something_is_understood(read: Callable) -> None:
    sink = read(lambda sink: _Nothing())
    told = Told(sink, 0)
    for path, line in (("a", b"1\n"), ("raw", b"?\n"), ("raw", b"!\n"), ("a", b"2\n"), ("raw", b"x\n")):
        told.tell(path, line, 0)
    told.tell("a", b"3\n", 0, inspect=False)
    told.end()
    assert [(part.path, bytes(part.data), part.inspect, part.ended) for part in sink.parts] == [
        ("a", b"1\n2\n", True, True),
        ("raw", b"?\n!\n", True, True),
        ("raw", b"x\n", True, True),
        ("a", b"3\n", False, True),
    ]


class _Nothing:
    """A reader that reads nothing."""

    control = (0, 0)

    def feed(self, *_: object) -> None: ...

    def gap(self, *_: object) -> None: ...

    def close(self, *_: object) -> None: ...
