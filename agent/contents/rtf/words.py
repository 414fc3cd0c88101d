"""The control words of RTF that matter to its text, and where its tokens end."""

import re
from typing import Final

TOKEN: Final = re.compile(
    rb"\\(?:(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?|'(?P<octet>[0-9A-Fa-f]{2})|(?P<symbol>[^A-Za-z]))"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
UNFINISHED: Final = re.compile(rb"\\(?:[A-Za-z]{1,32}-?[0-9]{0,10}|'[0-9A-Fa-f]?)?\Z")
LONGEST_BYTES: Final = 48
"""No control word is longer."""

BREAKS: Final = {
    **dict.fromkeys((b"par", b"line", b"row", b"nestrow", b"page", b"sect", b"column", b"softline"), "\n"),
    **dict.fromkeys((b"cell", b"nestcell", b"tab"), "\t"),
    **dict.fromkeys((b"emspace", b"enspace", b"qmspace"), " "),
    b"bullet": "•",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}
"""Control words that stand for characters."""

SYMBOLS: Final = {b"\\": "\\", b"{": "{", b"}": "}", b"~": " ", b"_": "-", b"\n": "\n", b"\r": "\n"}
"""Control symbols that stand for characters."""

HIDDEN: Final = frozenset(
    b"colortbl stylesheet themedata colorschememapping datastore latentstyles listtable listoverridetable rsidtbl"
    b" mmathPr xmlnstbl filetbl revtbl pgptbl blipuid generator panose falt listtext pntext".split()
)
"""Groups that hold no text of the document."""

PARTED: Final = frozenset(
    b"title subject author manager company operator category keywords comment doccomm hlinkbase header headerl headerr"
    b" headerf footer footerl footerr footerf footnote atnid atnauthor annotation shptxt sp sn sv fldinst".split()
)
"""Groups whose text is none of the text around."""

FILES: Final = {b"pict": "rtf.picture", b"objdata": "rtf.object"}
"""Groups that hold a file in hexadecimal."""

CODE_PAGES: Final = {
    **dict.fromkeys((936, 54936), "gb18030"),
    950: "big5hkscs",
    932: "cp932",
    949: "cp949",
    1250: "cp1250",
    1251: "cp1251",
    65001: "utf-8",
}
CHARSETS: Final = {134: "gb18030", 136: "big5hkscs", 128: "cp932", 129: "cp949", 204: "cp1251", 238: "cp1250"}
"""The character sets that fonts name (MS-WMF 2.1.1.5)."""
