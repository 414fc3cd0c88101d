"""Whole conversations, recorded with nfs-ganesha and libnfs."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.nfs.reader import Nfs, NfsDatagrams


def parts(sink) -> list[tuple[int, str, str, bytes, int]]:
    return sorted((p.direction, p.path, p.name, bytes(p.data), p.lost) for p in sink.parts)


@pytest.mark.parametrize("version", [3, 4])
def test_a_file_that_is_written_is_a_part_with_its_name(read, recorded, version: int) -> None:
    sink = read(Nfs, *recorded(f"write{version}"))
    (part,) = (p for p in sink.parts if p.path == "nfs.write")
    assert (part.direction, part.name, part.ended) == (0, "报doc.zip", True)
    assert zipfile.ZipFile(BytesIO(part.data)).read("inner.txt").startswith(b"line 0 of")
    assert "报doc.zip" in sink.found("nfs.names")[0].decode().splitlines()


@pytest.mark.parametrize("version", [3, 4])
def test_a_file_that_is_read_is_a_part_with_its_name(read, recorded, version: int) -> None:
    sink = read(Nfs, *recorded(f"read{version}"))
    (part,) = (p for p in sink.parts if p.path == "nfs.read")
    assert (part.direction, part.name) == (1, "rows.csv")
    assert part.data.startswith(b"nummer,wert\n0,")
    assert part.data.count(b"\n") == 121


@pytest.mark.parametrize("version", [3, 4])
def test_a_directory_is_a_listing(read, recorded, version: int) -> None:
    (listing,) = read(Nfs, *recorded(f"list{version}")).found("nfs.listing")
    assert sorted(listing.decode().split()) == ["rows.csv", "报doc.zip"]


@pytest.mark.parametrize("version", [3, 4])
def test_the_answers_alone_give_the_file_without_name(read, recorded, version: int) -> None:
    sink = read(Nfs, b"", recorded(f"read{version}")[1])
    (data,) = sink.found("nfs.read")
    assert data.count(b"\n") == 121


NAMES = [f"{kind}{version}" for kind in ("write", "read", "list") for version in (3, 4)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("step", [1, 7, 100, 1460])
def test_how_the_bytes_are_cut_changes_nothing(read, recorded, name: str, step: int) -> None:
    both = recorded(name)
    assert parts(read(Nfs, *both, step=step)) == parts(read(Nfs, *both))


@pytest.mark.parametrize("name", NAMES)
def test_only_what_leaves_is_given(read, recorded, name: str) -> None:
    both = recorded(name)
    whole = parts(read(Nfs, *both))
    for unwanted in (0, 1):
        sink = read(Nfs, *both, unwanted=(unwanted,))
        wanted = [part for part in parts(sink) if part[0] != unwanted]
        assert wanted == [part for part in whole if part[0] != unwanted]


@pytest.mark.parametrize("version", [3, 4])
def test_a_capture_that_begins_in_the_middle_is_read(read, recorded, version: int) -> None:
    sent, received = recorded(f"read{version}")
    at = received.index(b"nummer,wert") + 300
    sink = read(Nfs, sent, received[at:])
    assert b"".join(sink.found("raw")).count(b"\n") > 70
    assert sink.found("nfs.read") == []
    sink = read(Nfs, sent[60:], received)
    assert [bytes(data).count(b"\n") for data in sink.found("nfs.read")] == [121]


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("size", [10, 500])
def test_a_gap_in_a_file_is_a_gap(read, recorded, version: int, size: int) -> None:
    sent, received = recorded(f"read{version}")
    at = received.index(b"nummer,wert") + 300
    sink = read(Nfs)
    reader = Nfs(sink)
    reader.feed(0, 0, [sent])
    reader.feed(1, 0, [received[:at]])
    reader.gap(1, at, size)
    reader.feed(1, at + size, [received[at + size :]])
    reader.close(0, len(sent))
    reader.close(1, len(received))
    (part,) = (p for p in sink.parts if p.path == "nfs.read")
    assert (len(part.data) + part.lost, part.lost) == (1206, size)


def test_tls_takes_the_rest_over(read, rpc) -> None:
    probe = rpc.record(rpc.call(1, 0, b"", credentials=b"\0\0\0\7\0\0\0\0"))
    hello = b"\x16\x03\x01\x00\x05hello"
    for step in (1, 1000):
        sink = read(Nfs, probe + hello, step=step)
        assert sink.switched[0][:2] == (0, len(probe))
        assert sink.switched[0][3] == "nfs.starttls"


def test_datagrams_are_messages(read, rpc) -> None:
    sink = read(Nfs)
    reader = NfsDatagrams(sink)
    sent = [rpc.lookup3(1, "a.txt"), rpc.write3(2, b"handle", 0, b"one "), rpc.write3(3, b"handle", 4, b"two"), b"else"]
    reader.feed(0, 0, [*sent, rpc.read3(4, b"handle", 0)])
    reader.feed(1, 0, [rpc.data3(4, b"answer")])
    reader.gap(1, 0, 10)
    for direction in (0, 1):
        reader.close(direction, 0)
    assert [(p.path, p.name, bytes(p.data)) for p in sink.parts if p.path != "nfs.names"] == [
        ("nfs.write", "a.txt", b"one two"),
        ("datagram", "", b"else"),
        ("nfs.read", "a.txt", b"answer"),
    ]


@given(st.lists(st.tuples(st.integers(0, 1), st.binary(max_size=60)), max_size=12), st.data())
def test_any_bytes_are_survived(read, turns: list[tuple[int, bytes]], data: st.DataObject) -> None:
    sink = read(Nfs)
    readers = (Nfs(sink), NfsDatagrams(sink))
    at = [0, 0]
    for way, piece in turns:
        is_gap = data.draw(st.booleans())
        for reader in readers:
            if is_gap:
                reader.gap(way, at[way], 3)
            reader.feed(way, at[way], [piece])
        at[way] += len(piece)
    for reader in readers:
        reader.close(0, at[0])
        reader.close(1, at[1])
    assert all(part.ended for part in sink.parts)


@settings(deadline=None)
@given(st.data())
def test_damaged_conversations_are_survived_however_they_are_cut(read, recorded, data: st.DataObject) -> None:
    both = [bytearray(side) for side in recorded(data.draw(st.sampled_from(NAMES)))]
    for _ in range(data.draw(st.integers(1, 12))):
        side = data.draw(st.integers(0, 1))
        at = data.draw(st.integers(0, len(both[side]) - 1))
        both[side][at] = data.draw(st.integers(0, 255))
    sent, received = map(bytes, both)
    whole = read(Nfs, sent, received)
    assert all(part.ended for part in whole.parts)
    assert parts(read(Nfs, sent, received, step=data.draw(st.integers(20, 3000)))) == parts(whole)
