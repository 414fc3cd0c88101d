"""Transactions of SMB 1."""

import struct

from agent.protocols.smb.reader import Smb
from agent.protocols.smb.transaction import FIND_FIRST, transaction


def find_first(name: str, level: int) -> tuple[bytes, bytes]:
    parameters = struct.pack("<HHHHI", 0, 100, 0, level, 0) + f"{name}\0".encode("utf-16-le")
    at = 32 + 1 + 30 + 2 + 1
    words = struct.pack(
        "<HHHHBBHIHHHHHBBH", len(parameters), 0, 10, 1000, 0, 0, 0, 0, 0, len(parameters), at, 0, 0, 1, 0, FIND_FIRST
    )
    return words, b"\0" + parameters


def found(entries: bytes) -> tuple[bytes, bytes]:
    at = 32 + 1 + 20 + 2
    return struct.pack("<HHHHHHHHHBB", 10, len(entries), 0, 10, at, 0, len(entries), at + 10, 0, 0, 0), bytes(
        10
    ) + entries


def both_directory(name: str) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<II32xQ12xI30x", 0, 0, 77, len(text)) + text


def test_a_search_gives_its_name_and_its_listing(read, smb) -> None:
    sent = smb.smb1(0x32, *find_first("\\akten\\*", 0x104), mid=9)
    received = smb.smb1(0x32, *found(both_directory("林.doc")), mid=9, response=True)
    sink = read(Smb, sent, received)
    assert sink.found("smb.names") == [b"\\akten\\*\n"]
    assert sink.found("smb.listing") == ["林.doc\n".encode()]


def test_an_answer_without_its_question_is_given_as_it_is(read, smb) -> None:
    entries = both_directory("x.doc")
    assert read(Smb, b"", smb.smb1(0x32, *found(entries), response=True)).found("smb.info") == [entries]


def test_what_a_pipe_is_told_is_a_part(read, smb) -> None:
    words, data = found(b"told")
    asked = struct.pack("<HHHHBBHIHHHHHBBHH", 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 65, 2, 0, 0x26, 7)
    sent = smb.smb1(0x25, asked, b"asks")
    sink = read(Smb, sent, smb.smb1(0x25, words, data, response=True))
    assert len(sink.found("smb.pipe")) == 2
    assert sink.found("smb.pipe")[1] == b"told"


def test_too_few_words_are_no_transaction() -> None:
    assert transaction(bytes((9,)) + bytes(40), 1, is_response=True) is None
    assert transaction(bytes((10,)) + bytes(40), 1, is_response=True) is not None
    assert transaction(bytes((13,)) + bytes(40), 1, is_response=False) is None
