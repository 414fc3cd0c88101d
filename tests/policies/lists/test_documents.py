"""Registered documents, and which of them a text holds."""

import random

import numpy as np

from policies.lists.documents import DocumentList, Held, TextDigest, make_documents
from policies.lists.fingerprints import normal_text

KEY = bytes(range(16))
SENTENCES = [
    "公司",
    "董事会",
    "审议",
    "通过",
    "议案",
    "发行",
    "股份",
    "境外",
    "上市",
    "审计",
    "底稿",
    "存放",
    "境内",
    "合规",
    "披露",
    "募集",
    "资金",
    "用途",
    "风险",
    "因素",
]


def prose(seed: int, count: int = 400) -> bytes:
    rng = random.Random(seed)
    return "".join(rng.choice(SENTENCES) + rng.choice("，。的和在于") for _ in range(count)).encode()


def held(known: DocumentList, *runs: bytes) -> tuple[list[int], bytes]:
    state = Held(TextDigest(KEY))
    found = []
    for run in runs:
        normal = normal_text(np.frombuffer(run, np.uint8))
        state.digest.add(normal)
        found += state.add(known, normal, KEY)
    return found, state.digest.value()


REGISTERED = make_documents([("招股书.docx", [prose(1)]), ("议案.pdf", [prose(2)])], [], KEY, "key")


def test_a_passage_of_a_third_is_known() -> None:
    text = prose(2)
    assert held(REGISTERED, prose(9) + text[len(text) // 3 : len(text) * 2 // 3])[0] == [1]


def test_other_prose_of_the_same_words_is_not() -> None:
    for seed in range(10, 40):
        assert held(REGISTERED, prose(seed))[0] == []


def test_an_edited_copy_is_known() -> None:
    text = bytearray(prose(1))
    for at in range(200, len(text), 900):
        text[at : at + 3] = "改".encode()
    assert held(REGISTERED, bytes(text))[0] == [0]


def test_pieces_that_come_one_after_another_add_up_and_are_told_once() -> None:
    text = prose(1)
    pieces = [text[at : at + 240] for at in range(0, 2400, 240)]
    assert held(REGISTERED, *pieces)[0] == [0]


def test_the_whole_text_has_the_digest_of_the_document() -> None:
    assert REGISTERED.texts[held(REGISTERED, prose(2))[1]] == 1
    assert held(REGISTERED, prose(2) + b"more")[1] not in REGISTERED.texts


def test_passages_of_a_template_are_none_of_a_document() -> None:
    form = prose(50)
    known = make_documents([("a", [form + prose(51)])], [form], KEY, "key")
    assert held(known, form)[0] == []
    assert held(known, prose(51))[0] == [0]


def test_a_document_without_text_has_nothing_to_be_known_by() -> None:
    known = make_documents([("empty.bin", [b"  "])], [], KEY, "key")
    assert known.sizes == (0,)
    assert held(known, prose(1))[0] == []
