"""Commands of SMB 2 and 3."""

import struct

import pytest

from agent.contents.scattered.files import MOST_FILES, MOST_PENDING
from agent.protocols.smb.reader import Smb

A, B = b"A" * 16, b"B" * 16
RELATED = b"\xff" * 16


def test_writes_of_one_file_are_one_part(read, smb) -> None:
    sent = (
        smb.frame(smb.create(1, "a.txt"))
        + smb.frame(smb.write(2, A, 0, b"one "))
        + smb.frame(smb.write(3, A, 4, b"two"))
    )
    sink = read(Smb, sent, smb.frame(smb.created(1, A)))
    (part,) = (p for p in sink.parts if p.path == "smb.write")
    assert (bytes(part.data), part.name, part.direction) == (b"one two", "a.txt", 0)


def test_two_files_at_once_are_two_parts(read, smb) -> None:
    sent = b"".join(
        map(
            smb.frame,
            (
                smb.create(1, "a"),
                smb.write(2, A, 0, b"a1"),
                smb.create(3, "b"),
                smb.write(4, B, 0, b"b1"),
                smb.write(5, A, 2, b"a2"),
                smb.close(6, A),
                smb.write(7, B, 2, b"b2"),
            ),
        )
    )
    sink = read(Smb, sent)
    assert [(p.name, bytes(p.data)) for p in sink.parts if p.path == "smb.write"] == [("a", b"a1a2"), ("b", b"b1b2")]


def test_related_commands_mean_the_file_the_compound_opened(read, smb) -> None:
    sent = smb.frame(smb.create(1, "x.csv"), smb.write(2, RELATED, 0, b"content", 4), smb.close(3, RELATED, 4))
    sink = read(Smb, sent)
    (part,) = (p for p in sink.parts if p.path == "smb.write")
    assert (part.name, bytes(part.data), part.ended) == ("x.csv", b"content", True)
    assert sink.found("raw") == []


def test_a_large_write_in_a_compound_passes_through(read, smb) -> None:
    data = bytes(range(256)) * 1200
    sent = smb.frame(smb.create(1, "x"), smb.write(2, RELATED, 0, data, 4), smb.close(3, RELATED, 4))
    sent += smb.frame(smb.create(4, "y"))
    for step in (1 << 20, 1000):
        sink = read(Smb, sent, step=step)
        assert sink.found("smb.write") == [data]
        assert sink.found("smb.names") == [b"x\ny\n"]


def test_answers_in_another_order_are_put_in_order(read, smb) -> None:
    sent = smb.frame(smb.create(1, "a")) + b"".join(smb.frame(smb.read(10 + n, A, 4 * n)) for n in range(4))
    answers = [smb.frame(smb.answer(10 + n, bytes((65 + n,)) * 4)) for n in (2, 0, 3, 1)]
    sink = read(Smb, sent, smb.frame(smb.created(1, A)) + b"".join(answers))
    assert [(p.name, bytes(p.data)) for p in sink.parts if p.path == "smb.read"] == [("a", b"AAAABBBBCCCCDDDD")]


def test_an_interim_answer_is_not_the_answer(read, smb) -> None:
    sent = smb.frame(smb.create(1, "a")) + smb.frame(smb.read(2, A, 0))
    received = smb.frame(smb.answer(2, b"", 0x103)) + smb.frame(smb.answer(2, b"late"))
    (part,) = (p for p in read(Smb, sent, received).parts if p.path == "smb.read")
    assert (part.name, bytes(part.data)) == ("a", b"late")


def test_a_refused_file_gives_its_name_to_no_other(read, smb) -> None:
    sink = read(Smb)
    reader = Smb(sink)
    turns = (
        (0, smb.frame(smb.create(1, "missing"))),
        (1, smb.frame(smb.created(1, A, 0xC0000034))),
        (0, smb.frame(smb.write(2, B, 0, b"data"))),
    )
    at = [0, 0]
    for way, data in turns:
        reader.feed(way, at[way], [data])
        at[way] += len(data)
    reader.close(0, at[0])
    assert [p.name for p in sink.parts if p.path == "smb.write"] == [""]


def test_renaming_says_a_name(read, smb) -> None:
    name = "neu.txt".encode("utf-16-le")
    buffer = struct.pack("<B7xQI", 0, 0, len(name)) + name
    body = struct.pack("<HBBIHHI", 33, 1, 10, len(buffer), 96, 0, 0) + A + buffer
    assert read(Smb, smb.frame(smb.smb2(17, 1, body))).found("smb.names") == [b"neu.txt\n"]


def test_controls_and_other_information_are_given_as_they_are(read, smb) -> None:
    told = b"what a pipe is told"
    body = struct.pack("<HHI", 57, 0, 0x11C017) + A + struct.pack("<IIIIIIII", 120, len(told), 0, 0, 0, 0, 1, 0) + told
    info = struct.pack("<HHI", 9, 72, 6) + b"anyway"
    sink = read(Smb, smb.frame(smb.smb2(11, 1, body)), smb.frame(smb.smb2(16, 2, info, flags=1)))
    assert (sink.found("smb.ioctl"), sink.found("smb.info")) == ([told], [b"anyway"])


@pytest.mark.parametrize(("kind", "number", "is_given"), [(1, 4, False), (1, 18, True), (2, 5, True), (3, 0, False)])
def test_information_that_holds_numbers_only_is_not_given(read, smb, kind: int, number: int, is_given: bool) -> None:
    asked = smb.smb2(16, 1, struct.pack("<HBBI16x", 41, kind, number, 1000) + A)
    info = struct.pack("<HHI", 9, 72, 6) + b"anyway"
    sink = read(Smb, smb.frame(asked), smb.frame(smb.smb2(16, 1, info, flags=1)))
    assert sink.found("smb.info") == ([b"anyway"] if is_given else [])


def test_an_unknown_command_and_what_is_behind_a_field_are_raw(read, smb) -> None:
    write = smb.write(1, A, 0, b"data")
    frames = smb.frame(write + b"hidden behind it") + smb.frame(smb.smb2(0x12, 2, bytes(24))) + smb.frame(write)
    sink = read(Smb, frames)
    assert sink.found("raw") == [b"hidden behind it"]


@pytest.mark.parametrize("length", [5, 1 << 31, 0xFFFFFFFF])
def test_a_length_beyond_the_message_is_cut(read, smb, length: int) -> None:
    command = bytearray(smb.write(1, A, 0, b"data"))
    command[68:72] = length.to_bytes(4, "little")
    sink = read(Smb, smb.frame(bytes(command)) + smb.frame(smb.create(2, "next")))
    assert sink.found("smb.write") == [b"data"]
    assert sink.found("smb.names") == [b"next\n"]


def test_an_appending_write_goes_to_the_end(read, smb) -> None:
    sent = smb.frame(smb.write(1, A, 100, b"one")) + smb.frame(smb.write(2, A, (1 << 64) - 1, b" two"))
    assert read(Smb, sent).found("smb.write") == [b"one two"]


def test_messages_of_a_pipe_are_parts(read, smb) -> None:
    sent = smb.frame(smb.create(1, "srvsvc")) + b"".join(
        smb.frame(smb.write(2 + n, A, 0, b"message %d" % n)) for n in range(3)
    )
    assert read(Smb, sent).found("smb.write") == [b"message 0", b"message 1", b"message 2"]


def test_files_and_requests_are_remembered_up_to_a_number(read, smb) -> None:
    ids = [number.to_bytes(16, "big") for number in range(1, MOST_FILES + 20)]
    sent = b"".join(smb.frame(smb.write(n, file_id, 0, b"x")) for n, file_id in enumerate(ids))
    sink = read(Smb, sent)
    assert len(sink.found("smb.write")) == len(ids)
    assert all(part.ended for part in sink.parts)
    asked = b"".join(smb.frame(smb.read(n, A, n)) for n in range(MOST_PENDING + 1))
    sink = read(Smb, asked, smb.frame(smb.answer(0, b"forgotten")) + smb.frame(smb.answer(MOST_PENDING, b"known")))
    assert sink.found("smb.read") == [b"forgotten", b"known"]


def test_a_tree_names_the_server(read, smb) -> None:
    path = "\\\\files.example\\share".encode("utf-16-le")
    tree = smb.smb2(3, 1, struct.pack("<HHHH", 9, 0, 72, len(path)) + path)
    assert read(Smb, smb.frame(tree)).hosts == [b"files.example"]
