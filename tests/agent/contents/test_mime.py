"""Mails as programs write them, walked from the wire down to what people wrote."""

import base64
import binascii
import gzip
import quopri
from collections.abc import Callable
from email.charset import BASE64, QP, Charset
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from agent.unwrap import Conversation

NOTE = "订单号 4711，收货人见附件。\n第二行很长：" + "很长" * 60 + "\n"
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.encodebytes,
    "quoted-printable": quopri.encodestring,
    "8bit": bytes,
}
TABLE = b"name,city\nrow one,Utrecht\n"


def walk(mail: bytes, *, chunked: bool = False) -> tuple[dict[str, list[tuple[str, bytes]]], Conversation]:
    """Path -> (name, bytes) of what a mail holds, sent by DATA or by BDAT; the parts are whole."""
    conversation = Conversation((0, 1), "tcp", (True, True))
    body = b"DATA\r\n" + mail.replace(b"\n.", b"\n..") + b"\r\n.\r\n"
    if chunked:
        half = len(mail) // 2
        body = b"BDAT %d\r\n%sBDAT %d LAST\r\n%s" % (half, mail[:half], len(mail) - half, mail[half:])
    sent = b"EHLO x\r\nMAIL FROM:<a@x.example> BODY=8BITMIME\r\nRCPT TO:<b@y.example>\r\n" + body + b"QUIT\r\n"
    runs = list(conversation.feed(0, 0, [sent], 0)) + list(conversation.close(0))
    found: dict[int, tuple[str, str, bytearray]] = {}
    for run in runs:
        path, name, data = found.setdefault(run.id, (run.path, run.name, bytearray()))
        data += b"".join(run.pieces)[run.seen :]
        found[run.id] = (path, name or run.name, data)
    parts: dict[str, list[tuple[str, bytes]]] = {}
    for path, name, data in found.values():
        parts.setdefault(path.removeprefix("smtp.mail > "), []).append((name, bytes(data)))
    return parts, conversation


def leaves(mail: bytes) -> list[str]:
    """What people would read of a mail, decoded."""
    parts, _ = walk(mail)
    return [data.decode("utf-8", "replace").replace("\r\n", "\n") for found in parts.values() for _, data in found]


@pytest.mark.parametrize("coding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["gb2312", "gb18030", "big5", "utf-8"])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_is_read_in_every_charset_and_coding(charset: str, coding: str, chunked: bool) -> None:
    note = NOTE if charset != "big5" else "訂單號 4711\n" + "很長" * 60 + "\n"
    encoded = CODINGS[coding](note.encode(charset))
    head = f"Subject: x\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"
    parts, _ = walk(head.encode() + encoded, chunked=chunked)
    read = [data.decode("utf-8", "replace").rstrip() for found in parts.values() for _, data in found]
    assert note.rstrip() in read


@pytest.mark.parametrize("charset", ["gb2312", "gb18030", "utf-8", "iso-8859-1"])
@pytest.mark.parametrize("coding", ["B", "Q"])
def test_subjects_and_file_names_are_read(charset: str, coding: str) -> None:
    subject = (
        "Überweisung für Müller"
        if charset == "iso-8859-1"
        else "关于第四季度客户名单的通知，请各部门在本周五之前确认并回复"
    )
    words = Charset(charset)
    words.header_encoding = BASE64 if coding == "B" else QP
    mail = MIMEMultipart()
    mail["Subject"] = Header(subject, words)
    file = MIMEApplication(TABLE)
    name = "Müller.csv" if charset == "iso-8859-1" else "客户名单.csv"
    file.add_header("Content-Disposition", "attachment", filename=(charset, "", name))
    mail.attach(file)
    parts, _ = walk(mail.as_bytes())
    assert f"Subject: {subject}\n".encode() in parts["mail.headers"][0][1]
    assert parts["mail.body > multipart > base64"] == [(name, TABLE)]


def test_multiparts_are_nested_and_a_mail_holds_a_mail() -> None:
    inner = MIMEMultipart("alternative")
    inner["Subject"] = "inner"
    inner["To"] = "clerk@y.example"
    inner.attach(MIMEText(NOTE, "plain", "gb2312"))
    inner.attach(MIMEText("<p>&#35746;&#21333;</p>", "html", "utf-8"))
    outer = MIMEMultipart("mixed")
    outer["To"] = "b@y.example"
    related = MIMEMultipart("related")
    related.attach(MIMEApplication(gzip.compress(TABLE), "gzip"))
    outer.attach(related)
    outer.attach(MIMEMessage(inner))
    parts, _ = walk(outer.as_bytes())
    assert [data for _, data in parts["mail.body > multipart > multipart > base64 > gzip"]] == [TABLE]
    headers = [data for path, found in parts.items() if path.endswith("multipart > mail.headers") for _, data in found]
    assert any(b"To: clerk@y.example\n" in data for data in headers)
    read = [data.decode("utf-8", "replace").replace("\r\n", "\n") for found in parts.values() for _, data in found]
    assert NOTE in read
    assert any("订单" in text for text in read)


@pytest.mark.parametrize(
    "noise",
    [
        lambda line: line + b" \t",
        lambda line: b"  " + line,
        lambda line: line[:20] + b"\r\n\r\n" + line[20:],
        lambda line: line,
    ],
)
def test_base64_survives_noise(noise: Callable[[bytes], bytes]) -> None:
    lines = base64.encodebytes(TABLE * 9).splitlines()
    text = b"\r\n".join(map(noise, lines))
    head = b"Subject: x\r\nContent-Type: text/csv; name=a.csv\r\nContent-Transfer-Encoding: BASE64\r\n\r\n"
    parts, _ = walk(head + text + b"\r\n")
    assert parts["mail.body > base64"] == [("a.csv", TABLE * 9)]


@pytest.mark.parametrize("step", ["=\r\n", "= \r\n", "=\t \r\n", "=\n"])
def test_soft_breaks_join_what_they_cut(step: str) -> None:
    head = b"Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    assert any(
        "card 6222021234567890 end" in text for text in leaves(head + f"card 62220212{step}34567890 end\r\n".encode())
    )


def test_uuencoded_files_are_read() -> None:
    text = b"begin 644 a.csv\r\n" + binascii.b2a_uu(TABLE).replace(b"\n", b"\r\n") + b"`\r\nend\r\n"
    for head in (b"Subject: x\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n", b"Subject: x\r\n\r\n"):
        parts, _ = walk(head + text)
        assert [data for _, data in parts["mail.body > uuencode"]] == [TABLE]


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        (
            "application/pkcs7-mime; smime-type=enveloped-data",
            bytes.fromhex("3080 06092a864886f70d010703a080 0201003180"),
        ),
        (
            "application/octet-stream; name=x.pgp",
            b"-----BEGIN PGP MESSAGE-----\n\nhQEMA9abc\n-----END PGP MESSAGE-----\n",
        ),
    ],
)
def test_encrypted_mail_is_opaque(declared: str, content: bytes) -> None:
    mail = MIMEMultipart()
    file = MIMEApplication(content + bytes(300))
    file.replace_header("Content-Type", declared)
    mail.attach(file)
    _, conversation = walk(mail.as_bytes())
    assert conversation.opaque_bytes[0] > 0
    assert "encrypted" in conversation.unread


def test_a_document_of_outlook_within_a_mail_gives_its_text() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "会议纪要：参加人见下".encode("utf-16-le") + bytes(600)
    mail = MIMEMultipart()
    mail.attach(MIMEApplication(ole, "vnd.ms-outlook", name="a.msg"))
    assert any("会议纪要：参加人见下" in text for text in leaves(mail.as_bytes()))
