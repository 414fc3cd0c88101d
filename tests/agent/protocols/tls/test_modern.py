"""The record protection of TLS 1.3."""

from agent.protocols.tls.modern import modern_ciphers
from agent.protocols.tls.records import Record

# RFC 8448 3: the server's application traffic secret, its key and IV there, and the first record under it.
SECRET = bytes.fromhex("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643")
RECORD = bytes.fromhex(
    "17030300de3a6b8f90414a97d6959c3487680de5134a2b240e6cffac116e95d41d6af8f6b580dcf3d11d63c758db289a015940252f55713e06"
    "1dc13e078891a38efbcf5753ad8ef170ad3c7353d16d9da773b9ca7f2b9fa1b6c0d4a3d03f75e09c30ba1e62972ac46f75f7b981be63439b29"
    "99ce13064615139891d5e4c5b406f16e3fc181a77ca475840025db2f0a77f81b5ab05b94c01346755f69232c86519d86cbeeac87aac347d143"
    "f9605d64f650db4d023e70e952ca49fe5137121c74bc2697687e248746d6df353005f3bce18696129c8153556b3b6c6779b37bf15985684f"
)


def test_the_record_of_the_standards_trace_is_opened() -> None:
    record = Record(RECORD[:5], RECORD[5:], 0)
    opened = [found for cipher in modern_ciphers(SECRET) if (found := cipher.open(record, 0))]
    assert len(opened) == 1
    kind, content = opened[0]
    assert (kind, content[0], len(content)) == (22, 4, 205)


def test_another_number_opens_nothing() -> None:
    record = Record(RECORD[:5], RECORD[5:], 0)
    assert all(cipher.open(record, 1) is None for cipher in modern_ciphers(SECRET))


def test_a_secret_of_another_length_is_for_no_cipher() -> None:
    assert list(modern_ciphers(bytes(20))) == []
    assert len(list(modern_ciphers(bytes(48)))) == 1


def test_bytes_too_few_for_a_tag_are_not_opened() -> None:
    for cipher in modern_ciphers(SECRET):
        assert cipher.open(Record(b"\x17\x03\x03\0\1", b"x", 0), 0) is None
