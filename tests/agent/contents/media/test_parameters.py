"""Media types and magic numbers."""

import pytest

from agent.contents.media import file_name, media_type, parameter, transfer_encoding, unreadable_type


def test_a_type_is_lower_case_without_parameters() -> None:
    assert media_type(" Text/HTML ; charset=x") == "text/html"


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ("a/b; x=1", "1"),
        ('a/b; y="q;x=2"; X = "1;2"', "1;2"),
        ('a/b; x="say \\"hi\\""', 'say "hi"'),
        ("a/b; x", ""),
        ("a/b", ""),
        ('a/b; x="open', '"open'),
    ],
)
def test_parameters_are_unquoted(declared: str, value: str) -> None:
    assert parameter(declared, "x") == value


def test_a_file_name_may_be_in_a_chinese_character_set() -> None:
    assert file_name("attachment; filename=x.txt; filename*=GBK''%D6%D0.txt") == "中.txt"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"GIF is a word", ""),
        (b"RIFF", ""),
        (b"", ""),
    ],
)
def test_pictures_are_told_by_their_bytes(head: bytes, name: str) -> None:
    assert unreadable_type(head) == name


@pytest.mark.parametrize(
    "disposition",
    [
        "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95.csv",
        "attachment; filename*=gb18030'zh-cn'%C3%FB%B5%A5.csv",
        "attachment; filename*0*=UTF-8''%E5%90%8D; filename*1*=%E5%8D%95; filename*2=.csv",
        'attachment; filename="=?UTF-8?B?5ZCN5Y2VLmNzdg==?="',
        'attachment; filename="名单.csv"',
    ],
)
def test_a_file_name_is_read_in_every_form_it_is_written(disposition: str) -> None:
    assert file_name(disposition) == "名单.csv"


def test_the_name_of_a_content_type_stands_in_for_a_file_name() -> None:
    assert file_name("attachment", 'text/csv; name="a.csv"') == "a.csv"
    assert file_name('attachment; filename="b.csv"', 'text/csv; name="a.csv"') == "b.csv"


def test_only_encodings_that_change_the_text_are_named() -> None:
    assert [transfer_encoding(value) for value in ("BASE64", "Quoted-Printable; x", "7bit", "utf-8", "")] == [
        "base64",
        "quoted-printable",
        "",
        "",
        "",
    ]
