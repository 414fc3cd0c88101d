"""Header values with parameters, such as Content-Type and Content-Disposition (RFC 2045 5, RFC 9110 8.3)."""

from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from agent.contents.media.charsets import decoded
from agent.contents.media.words import decoded_words

_MOST_SECTIONS: Final = 100
_ENCODINGS: Final = frozenset(("base64", "quoted-printable", "uuencode", "x-uuencode", "x-uue"))


@lru_cache(maxsize=512)
def media_type(declared: str) -> str:
    """The type and subtype of a Content-Type value, lower case: "text/html" of "Text/HTML; charset=x"."""
    return declared.partition(";")[0].strip().lower()


@lru_cache(maxsize=512)
def parameter(declared: str, name: str) -> str:
    """A parameter of a header value such as Content-Type or Content-Disposition, unquoted; "" where absent."""
    for field in _fields(declared):
        key, equals, value = field.partition("=")
        if equals and key.strip().lower() == name:
            return _unquote(value.strip())
    return ""


def file_name(disposition: str, declared: str = "") -> str:
    """The file name of a Content-Disposition value, else of a Content-Type value, in whichever form it is written.

    Plain, as encoded words (RFC 2047, not allowed but common), extended (RFC 8187) or in sections (RFC 2231 3).
    """
    return _text(disposition, "filename") or _text(declared, "name")


def transfer_encoding(value: str) -> str:
    """The coding that a Content-Transfer-Encoding value names; "" where the text is as it is, or as good as it gets."""
    coding = value.partition(";")[0].strip().lower()
    return coding if coding in _ENCODINGS else ""


def _text(declared: str, name: str) -> str:
    """A parameter that people read, decoded."""
    extended = _extended(declared, name) if "*" in declared else ""
    return extended or decoded_words(parameter(declared, name))


def _extended(declared: str, name: str) -> str:
    """A parameter in the form charset'language'value, in one or in numbered sections."""
    sections = [parameter(declared, name + "*")]
    for number in range(_MOST_SECTIONS):
        section = parameter(declared, f"{name}*{number}*")
        section = section or parameter(declared, f"{name}*{number}").replace("%", "%25")
        if not section:
            break
        sections.append(section)
    charset, quote, rest = "".join(sections).partition("'")
    value = rest.partition("'")[2] if quote else charset
    return decoded(unquote_to_bytes(value), charset if quote else "")


def _fields(declared: str) -> list[str]:
    """The text after the first semicolon, split at semicolons that no quotes enclose (RFC 9110 5.6.6)."""
    fields: list[str] = []
    quoted = False
    for chunk in declared.split(";")[1:]:
        if quoted:
            fields[-1] += ";" + chunk
        else:
            fields.append(chunk)
        quoted ^= (chunk.count('"') - chunk.count('\\"')) % 2 == 1
    return fields


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"')
    return value
