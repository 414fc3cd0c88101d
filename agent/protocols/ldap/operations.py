"""What the operations of LDAP carry, as lines (RFC 4511 4.2 to 4.12)."""

from collections.abc import Callable
from typing import Final

from agent.protocols.ber import OCTETS, element, elements, strings
from agent.protocols.ldap.start import ADD, BIND, COMPARE, DELETE, ENTRY, EXTENDED, MODIFY, RENAME, SEARCH
from agent.protocols.records import Records, is_file

_SIMPLE, _SASL = 0x80, 0xA3
_NAME, _VALUE = 0x80, 0x81
_PASSWORD_OID: Final = b"1.3.6.1.4.1.4203.1.11.1"  # RFC 3062
_OLD_PASSWORD, _NEW_PASSWORD = 0x81, 0x82


def give(records: Records, data: bytes, tag: int, at: int, end: int) -> bool:
    """Give what an operation carries; False where it carries nothing.

    Raises:
        Malformed: it is none.
    """
    reader = _READERS.get(tag)
    if reader is not None:
        reader(records, data, at, end)
    return reader is not None


def _bind(records: Records, data: bytes, at: int, end: int) -> None:
    """A password is content, who logs in is not (4.2)."""
    for tag, start, stop in elements(data, at, end):
        if tag == _SIMPLE and stop > start:
            records.text(b"password: " + data[start:stop])
        elif tag == _SASL:
            mechanism, *credentials = strings(data, start, stop)
            if mechanism == b"PLAIN" and credentials:
                records.text(b"password: " + credentials[0].rpartition(b"\0")[2])


def _entry(records: Records, data: bytes, at: int, end: int) -> None:
    """An entry that was found or is added: its attributes as one line (4.5.2, 4.7)."""
    _, start, stop = element(data, at, end)
    fields = [b"dn: " + data[start:stop]]
    _, start, stop = element(data, stop, end)
    for _, first, last in elements(data, start, stop):
        _attribute(records, data, first, last, fields)
    _line(records, fields)


def _modify(records: Records, data: bytes, at: int, end: int) -> None:
    """Changes of an entry (4.6)."""
    _, start, stop = element(data, at, end)
    fields = [b"dn: " + data[start:stop]]
    _, start, stop = element(data, stop, end)
    for _, first, last in elements(data, start, stop):
        _, _, kind_end = element(data, first, last)
        _, inner, inner_end = element(data, kind_end, last)
        _attribute(records, data, inner, inner_end, fields)
    _line(records, fields)


def _attribute(records: Records, data: bytes, at: int, end: int, fields: list[bytes]) -> None:
    """A type and its values; a file, such as a photograph, is a part of its own."""
    _, start, name_end = element(data, at, end)
    name = data[start:name_end]
    _, first, last = element(data, name_end, end)
    for tag, value_start, value_end in elements(data, first, last):
        value = data[value_start:value_end]
        if tag == OCTETS and is_file(value):
            records.add(b"", value, name=name.decode("utf-8", "replace"))
        elif value:
            fields.append(name + b": " + value)


def _strings(records: Records, data: bytes, at: int, end: int) -> None:
    _line(records, [value for value in strings(data, at, end) if value])


def _name(records: Records, data: bytes, at: int, end: int) -> None:
    _line(records, [data[at:end]])


def _extended(records: Records, data: bytes, at: int, end: int) -> None:
    """A password that is changed; of other requests all strings (4.12)."""
    name = b""
    for tag, start, stop in elements(data, at, end):
        if tag == _NAME:
            name = data[start:stop]
        elif tag == _VALUE and name == _PASSWORD_OID:
            _, inner, inner_end = element(data, start, stop)
            for kind, first, last in elements(data, inner, inner_end):
                if kind in (_OLD_PASSWORD, _NEW_PASSWORD):
                    records.text(b"password: " + data[first:last])
        elif tag == _VALUE:
            records.add(b"", data[start:stop])


def _line(records: Records, fields: list[bytes]) -> None:
    if fields:
        records.text(b"\t".join(fields).replace(b"\n", b" "))


_READERS: Final[dict[int, Callable[[Records, bytes, int, int], None]]] = {
    BIND: _bind,
    SEARCH: _strings,
    ENTRY: _entry,
    ADD: _entry,
    MODIFY: _modify,
    DELETE: _name,
    RENAME: _strings,
    COMPARE: _strings,
    EXTENDED: _extended,
}
