"""Names of files."""

from agent.protocols.smb.names import Names


def test_names_are_lines_of_one_part(read) -> None:
    sink = read(lambda sink: _Closed(Names(sink, 0)))
    (part,) = sink.parts
    assert (part.path, bytes(part.data), part.ended) == ("smb.names", "a\n名\na\n".encode(), True)


def test_names_that_nobody_wants_are_no_part(read) -> None:
    assert read(lambda sink: _Closed(Names(sink, 0)), unwanted=(0,)).parts == []


class _Closed:
    """A reader that says a few names when it is closed."""

    control = (0, 0)

    def __init__(self, names: Names) -> None:
        self._names = names

    def close(self, direction: int, offset: int) -> None:
        if direction:
            return
        for name in ("", "a", "a\0", "*", "名", "\\", "a"):
            self._names.add(name)
        self._names.close()
        self._names.close()
