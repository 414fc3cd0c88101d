"""Names of files."""

from agent.contents.scattered.names import Names


class Kept:
    def __init__(self) -> None:
        self.data, self.ended = b"", False

    def write(self, pieces) -> None:
        self.data += b"".join(pieces)

    def gap(self, size: int) -> None:
        raise AssertionError

    def end(self, damage: str = "") -> None:
        self.ended = True


def test_names_are_lines_of_one_part() -> None:
    begun: list[Kept] = []

    def begin() -> Kept:
        begun.append(Kept())
        return begun[-1]

    names = Names(begin)
    for name in ("", "a", "a\0", "*", "名", "\\", b"\xd6\xd0".decode("utf-8", "surrogateescape"), "a", "\ud800"):
        names.add(name)
    names.close()
    names.close()
    (part,) = begun
    assert part.ended
    assert part.data.startswith("a\n名\n".encode() + b"\xd6\xd0\na\n")


def test_names_that_nobody_wants_are_no_part() -> None:
    names = Names(None)
    names.add("a")
    names.close()
