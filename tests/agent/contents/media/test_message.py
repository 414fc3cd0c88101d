"""What a head says of its body and target."""

from agent.contents.media.message import body_name, codings, escaped, field_text


def test_codings_are_in_the_order_applied_without_chunks() -> None:
    assert codings(b"GZIP , br", b"chunked, deflate") == ("gzip", "br", "deflate")
    assert codings(b"") == ()


def test_text_is_utf_8_or_chinese() -> None:
    assert field_text("中".encode()) == field_text("中".encode("gbk")) == "中"


def test_a_body_is_named_by_its_disposition_or_where_it_is_put() -> None:
    assert body_name(b'attachment; filename="a.csv"', b"PUT", b"/b.csv") == "a.csv"
    assert body_name(b"", b"PUT", b"/x/b%20c.csv?q") == "b c.csv"
    assert body_name(b"", b"POST", b"/b.csv") == ""


def test_of_a_head_only_what_is_escaped_is_given() -> None:
    assert escaped(b"/a?b=c", b"x: y") == []
    assert escaped(b"/a?b=c+d", b"x: %41") == [(".query", b"b=c+d"), (".headers", b"x: %41")]
    assert escaped(b"/%61?b", b"x+y") == [(".query", b"/%61?b")]
