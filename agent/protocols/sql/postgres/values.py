"""Values in PostgreSQL's binary form as text (send functions of src/backend/utils/adt); what is no such value stays."""

import struct
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Final
from uuid import UUID

from agent.protocols.sql.table import Column, Decode, is_text

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_NUMERIC_HEADER: Final = struct.Struct(">HhHH")
_NEGATIVE: Final = 0x4000
_MOST_GROUPS: Final = 300
_ARRAY_HEADER: Final = struct.Struct(">iiI")
_BYTEA: Final = 17


def integer(value: bytes) -> bytes:
    """A signed number of any size."""
    return b"%d" % int.from_bytes(value, "big", signed=True) if len(value) in (1, 2, 4, 8) else value


def boolean(value: bytes) -> bytes:
    """As text has it: t or f."""
    return {b"\0": b"f", b"\1": b"t"}.get(value, value)


def real(value: bytes) -> bytes:
    """A number in IEEE 754."""
    form = {4: ">f", 8: ">d"}.get(len(value))
    if form is None:
        return value
    number: float = struct.unpack(form, value)[0]
    return repr(number).encode()


def date(value: bytes) -> bytes:
    """Days since 2000."""
    return _moment(value, 4, timedelta(days=1))[:10] if len(value) == 4 else value


def timestamp(value: bytes) -> bytes:
    """Microseconds since 2000."""
    return _moment(value, 8, timedelta(microseconds=1))


def _moment(value: bytes, size: int, unit: timedelta) -> bytes:
    if len(value) != size:
        return value
    try:
        moment = _EPOCH + int.from_bytes(value, "big", signed=True) * unit
    except OverflowError:
        return integer(value)
    return moment.strftime("%Y-%m-%d %H:%M:%S").encode()


def numeric(value: bytes) -> bytes:
    """Groups of four decimal digits with a weight (numeric_send)."""
    if len(value) < _NUMERIC_HEADER.size:
        return value
    count, weight, sign, scale = _NUMERIC_HEADER.unpack_from(value)
    if len(value) != _NUMERIC_HEADER.size + 2 * count or sign not in (0, _NEGATIVE) or count > _MOST_GROUPS:
        return value
    if not -_MOST_GROUPS < weight < _MOST_GROUPS:
        return value
    groups = struct.unpack_from(f">{count}H", value, _NUMERIC_HEADER.size)
    before = "".join(f"{groups[n] if n < count else 0:04}" for n in range(weight + 1)).lstrip("0") or "0"
    behind = "0000" * max(0, -weight - 1) + "".join(f"{group:04}" for group in groups[max(0, weight + 1) :])
    text = f"{before}.{behind.ljust(min(scale, 1000), '0')[:scale]}" if scale else before
    return b"-" * bool(sign) + text.encode()


def uuid(value: bytes) -> bytes:
    """With its dashes."""
    return str(UUID(bytes=value)).encode() if len(value) == 16 else value


def jsonb(value: bytes) -> bytes:
    """Text behind a version."""
    return value.removeprefix(b"\1")


def address(value: bytes) -> bytes:
    """Family, prefix, whether a network, size and bytes of an inet."""
    try:
        return str(ip_address(value[4:])).encode() if value[3:4] == bytes([len(value) - 4]) else value
    except ValueError:
        return value


def array(value: bytes) -> bytes:
    """Elements of any number of dimensions, parted by commas."""
    if len(value) < _ARRAY_HEADER.size:
        return value
    dimensions, _, element = _ARRAY_HEADER.unpack_from(value)
    if not 0 <= dimensions <= 6:
        return value
    at, elements = _ARRAY_HEADER.size + 8 * dimensions, []
    decode = DECODERS.get(element) if element not in ARRAYS else None
    while at + 4 <= len(value):
        size = max(0, int.from_bytes(value[at : at + 4], "big", signed=True))
        one = value[at + 4 : at + 4 + size]
        elements.append(decode(one) if decode else one)
        at += 4 + size
    return b",".join(elements)


def guessed(value: bytes) -> bytes:
    """A value of unknown type: numbers by their size, what fits a numeric or a UUID as that; text stays."""
    if is_text(value):
        return value
    if len(value) in (1, 2, 4, 8):
        return integer(value)
    if len(value) >= 10 and value[0] < 2 and numeric(value) is not value:
        return numeric(value)
    return uuid(value) if len(value) == 16 else jsonb(value)


def same(value: bytes) -> bytes:
    """Bytes of any kind."""
    return value


ARRAYS: Final = frozenset(
    (199, 1000, 1001, 1005, 1007, 1009, 1015, 1016, 1021, 1022, 1115, 1182, 1185, 1231, 2951, 3807)
)
DECODERS: Final[Mapping[int, Decode]] = {
    16: boolean,
    _BYTEA: same,
    20: integer,
    21: integer,
    23: integer,
    26: integer,
    700: real,
    701: real,
    790: integer,
    869: address,
    1082: date,
    1114: timestamp,
    1184: timestamp,
    1700: numeric,
    2950: uuid,
    3802: jsonb,
    **dict.fromkeys(ARRAYS, array),
}
"""By object identifier of the type (pg_type.dat); others are text in their binary form, or unknown."""

_TEXTS: Final = frozenset((18, 19, 25, 114, 142, 705, 1042, 1043))


def column(name: bytes, kind: int, form: int | None) -> Column:
    """A column of a type, in text (0), in binary (1), or in a form that is not told."""
    if kind in _TEXTS:
        return Column(name)
    decode = DECODERS.get(kind, guessed)
    return Column(name, decode, binary=True if form == 1 else None, holds_files=kind == _BYTEA)
