"""Files that a client sends for LOAD DATA LOCAL INFILE: their name, and the names of their columns."""

import re
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.sql.half import Half
from policies.expression import expression

_LOAD: Final = expression(rb"\bLOCAL\s+INFILE\s+(['\"])(.{1,1000}?)\1", re.I | re.S)
_DELIMITER: Final = expression(rb"\b(?:FIELDS|COLUMNS)\s+TERMINATED\s+BY\s+(['\"])(\\t|.)\1", re.I)
_COLUMNS: Final = expression(rb"\(([^()'\"]{1,3000})\)\s*(?:SET\b.*)?;?\s*\Z", re.I | re.S)


def begin_file(half: Half, statement: bytes) -> Inlet:
    """The part of a file. Where the statement names the columns, their names are its first line."""
    load = _LOAD.search(statement)
    name = load[2].decode("utf-8", "replace") if load else ""
    columns = _COLUMNS.search(statement) if load else None
    part = half.sink.begin(half.direction, "mysql.file", name=name, type="text/plain" if columns else "")
    if columns:
        found = _DELIMITER.search(statement)
        delimiter = found[2].replace(b"\\t", b"\t") if found else b"\t"
        part.write((delimiter.join(name.strip(b" \r\n`") for name in columns[1].split(b",")) + b"\n",))
    return part
