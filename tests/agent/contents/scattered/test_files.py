"""Files of a conversation."""

from agent.contents.scattered.files import MOST_FILES, MOST_PARTS, MOST_PENDING, Files, OpenFile, Request


class Kept:
    def __init__(self, direction: int, name: str) -> None:
        self.direction, self.name, self.data, self.ended = direction, name, b"", False

    def write(self, pieces) -> None:
        self.data += b"".join(pieces)

    def gap(self, size: int) -> None:
        self.data += b"." * size

    def end(self, damage: str = "") -> None:
        self.ended = True


class Service:
    """Files, and the parts they give."""

    def __init__(self, *wanted: int) -> None:
        self.parts: list[Kept] = []
        self.files = Files(lambda direction: direction in wanted, self._begin, lambda at: None)

    def _begin(self, direction: int, path: str, name: str) -> Kept:
        assert path == "path"
        self.parts.append(Kept(direction, name))
        return self.parts[-1]

    def put(self, direction: int, file: OpenFile | None, data: bytes, offset: int = 0) -> None:
        part = self.files.part(direction, "path", file)
        if part is not None:
            part.piece(offset)
            part.write([data])
            part.done()


def test_a_file_has_the_name_it_was_opened_by() -> None:
    service = Service(0, 1)
    service.files.opens(b"1", "a")
    service.files.opens(b"2", "b")
    service.files.opened(b"1", b"A")
    service.files.opened(b"2", b"B")
    service.put(0, service.files.file(b"B"), b"b")
    service.put(0, service.files.file(b"A"), b"a")
    assert [(part.name, part.data) for part in service.parts] == [("b", b"b"), ("a", b"a")]


def test_an_id_that_is_not_known_yet_is_that_of_the_file_opened_last() -> None:
    service = Service(0)
    service.files.opens(b"1", "a")
    service.files.opens(b"2", "b")
    first = service.files.file(b"B")
    assert (first.name, service.files.file(b"B")) == ("b", first)
    service.files.opened(b"2", b"B")
    assert service.files.file(b"B") is first
    service.files.refused(b"1")
    assert service.files.file(b"C").name == ""


def test_a_file_that_is_opened_again_goes_on() -> None:
    service = Service(0)
    service.put(0, service.files.file(b"A"), b"one")
    service.files.opens(b"1", "name")
    service.files.opened(b"1", b"A")
    service.put(0, service.files.file(b"A"), b"two", 3)
    service.put(0, service.files.file(b"A"), b"anew")
    assert [(part.name, part.data) for part in service.parts] == [("", b"onetwo"), ("name", b"anew")]


def test_a_wrong_guess_is_given_up() -> None:
    service = Service(0)
    for key in (b"a", b"b"):
        service.files.opens(key, key.decode())
    assert service.files.file(b"A").name == "b"
    service.files.opened(b"a", b"A")
    service.files.opened(b"b", b"B")
    assert [service.files.file(file_id).name for file_id in (b"A", b"B")] == ["a", "b"]
    service.files.opens(b"c", "c")
    assert service.files.file(b"C").name == "c"
    service.files.refused(b"c")
    assert service.files.file(b"C").name == ""


def test_directions_are_closed_one_by_one() -> None:
    service = Service(0, 1)
    file = service.files.file(b"A")
    service.put(0, file, b"sent")
    service.put(1, file, b"received")
    assert service.files.closes(b"A", 0) is file
    assert [part.ended for part in service.parts] == [True, False]
    file.close(1)
    assert [part.ended for part in service.parts] == [True, True]
    assert service.files.file(b"A") is not file


def test_data_of_no_known_file_go_to_one_without_name() -> None:
    service = Service(1)
    service.put(1, None, b"one ", -1)
    service.put(1, None, b"two", -1)
    service.files.end_nameless(1)
    service.put(1, None, b"three", -1)
    service.put(0, None, b"nobody wants this")
    assert [(part.name, part.data) for part in service.parts] == [("", b"one two"), ("", b"three")]


def test_what_is_remembered_is_bounded_and_what_is_dropped_is_closed() -> None:
    service = Service(0)
    for number in range(MOST_FILES + 1):
        service.put(0, service.files.file(number.to_bytes(4, "big")), b"x")
    assert [part.ended for part in service.parts] == [True] + [False] * MOST_FILES
    for number in range(MOST_PENDING + 1):
        service.files.requests.put(number.to_bytes(4, "big"), Request())
    assert service.files.requests.pop(bytes(4)) is None
    assert service.files.requests.pop(b"\0\0\0\x01") == Request()


def test_parts_of_files_that_are_closed_are_bounded_too() -> None:
    service = Service(1)
    for number in range(MOST_PARTS + 1):
        service.put(1, service.files.closes(number.to_bytes(4, "big"), 0), b"x")
    assert [part.ended for part in service.parts] == [True] + [False] * MOST_PARTS


def test_the_end_of_a_direction_ends_its_parts() -> None:
    service = Service(0, 1)
    asked = OpenFile("asked")
    service.files.requests.put(b"1", Request(asked))
    closed = service.files.closes(b"B", 0)
    for file in (None, service.files.file(b"A"), asked, closed):
        service.put(1, file, b"x")
        service.put(0, file, b"y")
    service.files.close(1)
    assert all(part.ended is bool(part.direction) for part in service.parts)
