"""Character sets by the names that messages give them."""

from typing import Final

# Names come from hostile bytes, and a codec is imported by its name: only these are ever looked up.
CODECS: Final = {
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gb18030": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf-7": "utf-7",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32": "utf-32",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}
"""Names, lower case, of character sets in which text does not read as UTF-8 -> Python's codec."""

_SINGLE_BYTE: Final = frozenset(
    (
        *(f"iso-8859-{part}" for part in range(1, 17) if part != 12),
        *(f"windows-125{page}" for page in range(9)),
        *("us-ascii", "ascii", "latin1", "koi8-r", "koi8-u", "tis-620", "macintosh"),
    )
)
"""Character sets in which digits and Latin letters read as they are, so that long texts need not be converted."""


def decoded(data: bytes, charset: str) -> str:
    """Text in a character set; what is not known reads as UTF-8, else as GB 18030, which Chinese programs leave out."""
    name = charset.lower()
    codec = CODECS.get(name) or (name if name in _SINGLE_BYTE else None)
    if codec is not None:
        return data.decode(codec, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
