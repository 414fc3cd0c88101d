"""Whole conversations, recorded with Samba."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.smb.reader import Smb

Read = Callable[..., "object"]
Load = Callable[[str], list[tuple[int, bytes]]]


def sides(turns: list[tuple[int, bytes]]) -> tuple[bytes, bytes]:
    sent, received = (b"".join(data for way, data in turns if way == direction) for direction in (0, 1))
    return sent, received


def parts(sink: "object") -> list[tuple[int, str, str, bytes, int]]:
    return sorted(
        (p.direction, p.path, p.name, bytes(p.data), p.lost)
        for p in sink.parts  # type: ignore[attr-defined]
    )


@pytest.mark.parametrize("name", ["smb1", "smb2", "smb3"])
def test_files_are_read_in_both_directions(read: Read, recorded: Load, name: str) -> None:
    sink = read(Smb, *sides(recorded(name)))
    for direction, path in enumerate(("smb.write", "smb.read")):
        rows, doc = (p for p in sink.parts if p.path == path)  # type: ignore[attr-defined]
        assert rows.data.startswith(b"nummer,wert\n0,")
        assert rows.data.count(b"\n") == 121
        assert zipfile.ZipFile(BytesIO(doc.data)).read("inner.txt").startswith(b"line 0 of")
        assert [p.direction for p in (rows, doc)] == [direction] * 2
        assert [p.name.lstrip("\\") for p in (rows, doc)] == ["mappe\\报表.csv", "mappe\\doc.zip"]
        assert all(p.ended and not p.damage for p in (rows, doc))


@pytest.mark.parametrize("name", ["smb1", "smb2", "smb3"])
def test_names_and_listings_are_parts(read: Read, recorded: Load, name: str) -> None:
    sink = read(Smb, *sides(recorded(name)))
    (names,) = sink.found("smb.names")  # type: ignore[attr-defined]
    assert {"mappe", "mappe\\报表.csv", "mappe\\doc.zip", "mappe\\neu.zip"} <= {
        line.lstrip("\\") for line in names.decode().splitlines()
    }
    first, *_ = sink.found("smb.listing")  # type: ignore[attr-defined]
    assert first.decode().splitlines() == ["报表.csv", "doc.zip"]
    assert sink.hosts == [b"127.0.0.1"] * 2 or set(sink.hosts) == {b"127.0.0.1"}  # type: ignore[attr-defined]
    assert sink.found("raw") == []  # type: ignore[attr-defined]


def test_turns_as_they_came_give_the_same_files(recorded: Load, read: Read) -> None:
    whole = read(Smb, *sides(recorded("smb3")))
    sink = type(whole)()
    reader = Smb(sink)  # type: ignore[arg-type]
    at = [0, 0]
    for way, data in recorded("smb3"):
        reader.feed(way, at[way], [data])
        at[way] += len(data)
    reader.close(0, at[0])
    reader.close(1, at[1])
    assert parts(sink) == parts(whole)


@pytest.mark.parametrize("name", ["smb1", "smb2", "smb3", "sealed"])
@pytest.mark.parametrize("step", [1, 7, 100, 1460])
def test_how_the_bytes_are_cut_changes_nothing(read: Read, recorded: Load, name: str, step: int) -> None:
    both = sides(recorded(name))
    assert parts(read(Smb, *both, step=step)) == parts(read(Smb, *both))


def test_encrypted_messages_are_counted(read: Read, recorded: Load) -> None:
    both = sides(recorded("sealed"))
    sink = read(Smb, *both)
    sealed = [p for p in sink.parts if p.path == "smb.encrypted"]  # type: ignore[attr-defined]
    assert [p.direction for p in sealed] == [0, 1]
    assert all(p.given and p.given.label == "encrypted" and p.ended for p in sealed)
    assert not any(b"nummer" in p.data for p in sink.parts if p not in sealed)  # type: ignore[attr-defined]


def test_the_answers_alone_give_the_files_without_names(read: Read, recorded: Load) -> None:
    sink = read(Smb, b"", sides(recorded("smb2"))[1])
    rows, doc = sink.found("smb.read")  # type: ignore[attr-defined]
    assert rows.count(b"\n") == 121
    assert doc.startswith(b"PK")


def test_only_what_leaves_is_given(read: Read, recorded: Load) -> None:
    both = sides(recorded("smb3"))
    sent = read(Smb, *both, unwanted=(1,))
    received = read(Smb, *both, unwanted=(0,))
    assert {p.direction for p in sent.parts if p.path == "smb.write"} == {0}  # type: ignore[attr-defined]
    assert [p.name for p in received.parts if p.path == "smb.read"] == [  # type: ignore[attr-defined]
        "mappe\\报表.csv",
        "mappe\\doc.zip",
    ]


@pytest.mark.parametrize("name", ["smb1", "smb2"])
def test_a_capture_that_begins_in_the_middle_is_read(read: Read, recorded: Load, name: str) -> None:
    sent, received = sides(recorded(name))
    at = sent.index(b"nummer,wert") + 200
    sink = read(Smb, sent[at:], received)
    raw = b"".join(sink.found("raw"))  # type: ignore[attr-defined]
    assert raw.count(b"\n") > 80
    assert any(data.startswith(b"PK") for data in sink.found("smb.write"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["smb1", "smb2"])
@pytest.mark.parametrize("size", [10, 400, 2000])
def test_a_gap_in_a_file_is_a_gap(recorded: Load, read: Read, name: str, size: int) -> None:
    sent, _ = sides(recorded(name))
    at = sent.index(b"nummer,wert") + 200
    sink = type(read(Smb))()
    reader = Smb(sink)  # type: ignore[arg-type]
    reader.feed(0, 0, [sent[:at]])
    reader.gap(0, at, size)
    reader.feed(0, at + size, [sent[at + size :]])
    reader.close(0, len(sent))
    rows, *rest = (p for p in sink.parts if p.path == "smb.write")
    assert len(rows.data) + rows.lost == (1206 if size < 1000 else 200)
    assert size > 1000 or rest[0].data.startswith(b"PK")


def test_sides_the_wrong_way_round_are_read(read: Read, recorded: Load) -> None:
    sent, received = sides(recorded("smb2"))
    sink = read(Smb, received, sent)
    assert {(p.path, p.direction) for p in sink.parts if p.name} == {("smb.write", 1)}  # type: ignore[attr-defined]
    assert {p.direction for p in sink.parts if p.path == "smb.read"} == {0}  # type: ignore[attr-defined]


@given(st.lists(st.tuples(st.integers(0, 1), st.binary(max_size=60)), max_size=12), st.data())
def test_any_bytes_are_survived(read: Read, turns: list[tuple[int, bytes]], data: st.DataObject) -> None:
    sink = type(read(Smb))()
    reader = Smb(sink)  # type: ignore[arg-type]
    at = [0, 0]
    for way, piece in turns:
        if data.draw(st.booleans()):
            reader.gap(way, at[way], 3)
            at[way] += 3
        reader.feed(way, at[way], [piece])
        at[way] += len(piece)
    reader.close(0, at[0])
    reader.close(1, at[1])
    assert all(part.ended for part in sink.parts)


@settings(deadline=None)
@given(st.data())
def test_damaged_conversations_are_survived_however_they_are_cut(
    read: Read, recorded: Load, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(["smb1", "smb2", "smb3"]))
    both = [bytearray(side) for side in sides(recorded(name))]
    for _ in range(data.draw(st.integers(1, 12))):
        side = data.draw(st.integers(0, 1))
        at = data.draw(st.integers(0, len(both[side]) - 1))
        both[side][at] = data.draw(st.integers(0, 255))
    sent, received = map(bytes, both)
    whole = read(Smb, sent, received)
    assert all(part.ended for part in whole.parts)  # type: ignore[attr-defined]
    assert parts(read(Smb, sent, received, step=data.draw(st.integers(20, 3000)))) == parts(whole)
