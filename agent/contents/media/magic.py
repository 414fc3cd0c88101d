"""The magic numbers of what holds no text: pictures, sound, films and fonts."""

from typing import Final

SNIFF_BYTES: Final = 264
"""First bytes of a part that are looked at before its format is decided."""

UNREADABLE: Final[dict[int, tuple[tuple[int, bytes, str], ...]]] = {
    0x89: ((0, b"\x89PNG\r\n\x1a\n", "image/png"),),
    0xFF: ((0, b"\xff\xd8\xff", "image/jpeg"),),
    0x47: ((0, b"GIF87a", "image/gif"), (0, b"GIF89a", "image/gif")),
    0x49: ((0, b"ID3", "audio/mpeg"), (0, b"II*\x00", "image/tiff")),
    0x4D: ((0, b"MM\x00*", "image/tiff"),),
    0x4F: ((0, b"OggS\x00", "audio/ogg"),),
    0x52: ((8, b"WEBP", "image/webp"), (8, b"WAVE", "audio/wav"), (8, b"AVI ", "video/x-msvideo")),
    0x1A: ((0, b"\x1aE\xdf\xa3", "video/webm"),),
    0x00: (
        (4, b"ftyp", "video/mp4"),
        (0, b"\x00\x00\x01\x00\x01\x00", "image/x-icon"),
        (0, b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    ),
    0x23: ((0, b"#!AMR", "audio/amr"),),
    0x30: ((0, b"0&\xb2u\x8ef\xcf\x11\xa6\xd9", "video/x-ms-asf"),),
    0x38: ((0, b"8BPS\x00\x01", "image/vnd.adobe.photoshop"),),
    0x42: ((14, b"\x28\x00\x00\x00", "image/bmp"),),
    0x46: ((0, b"FLV\x01", "video/x-flv"),),
    0x66: ((0, b"fLaC\x00\x00\x00\x22", "audio/flac"),),
    0x77: ((0, b"wOFF", "font/woff"), (0, b"wOF2", "font/woff2")),
}
"""First byte of a part -> (offset, magic, media type): pictures, sound, films and fonts."""


def unreadable_type(head: bytes) -> str:
    """The media type of a part whose first bytes say that it holds no text, "" for everything else."""
    for offset, magic, name in UNREADABLE.get(head[0], ()) if head else ():
        if head.startswith(magic, offset):
            return name
    return ""
