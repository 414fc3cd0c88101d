"""Operations of NFS version 4 (RFC 7530 16, RFC 8881 18, RFC 7862 15): what they are made of, so as to pass over them.

The letters are those of `Cursor.walk`.
"""

from typing import Final

from agent.protocols.nfs.xdr import Cursor

CLOSE: Final = 4
CREATE: Final = 6
GETFH: Final = 10
LOOKUP: Final = 15
OPEN: Final = 18
PUTFH: Final = 22
PUTROOTFH: Final = 24
READ: Final = 25
READDIR: Final = 26
RESTOREFH: Final = 31
SAVEFH: Final = 32
WRITE: Final = 38
READ_PLUS: Final = 68

ARGUMENTS: Final = {
    3: "4",  # ACCESS
    CLOSE: "4s",
    5: "84",  # COMMIT
    7: "8",  # DELEGPURGE
    8: "s",  # DELEGRETURN
    9: "b",  # GETATTR
    GETFH: "",
    11: "n",  # LINK
    LOOKUP: "n",
    16: "",  # LOOKUPP
    17: "bo",  # NVERIFY
    19: "4",  # OPENATTR
    20: "s4",  # OPEN_CONFIRM
    21: "s44",  # OPEN_DOWNGRADE
    23: "",  # PUTPUBFH
    PUTROOTFH: "",
    READDIR: "8844b",
    27: "",  # READLINK
    28: "n",  # REMOVE
    29: "nn",  # RENAME
    30: "8",  # RENEW
    RESTOREFH: "",
    SAVEFH: "",
    33: "n",  # SECINFO
    34: "sbo",  # SETATTR
    35: "8o4oo4",  # SETCLIENTID
    36: "88",  # SETCLIENTID_CONFIRM
    37: "bo",  # VERIFY
    39: "8o",  # RELEASE_LOCKOWNER
    44: "s",  # DESTROY_SESSION
    45: "s",  # FREE_STATEID
    52: "4",  # SECINFO_NO_NAME
    53: "s4444",  # SEQUENCE
    57: "8",  # DESTROY_CLIENTID
    58: "4",  # RECLAIM_COMPLETE
    59: "s88",  # ALLOCATE
    62: "s88",  # DEALLOCATE
    69: "s84",  # SEEK
}
RESULTS: Final = {
    3: "44",
    CLOSE: "s",
    5: "8",
    CREATE: "488b",
    7: "",
    8: "",
    9: "bo",
    11: "488",
    LOOKUP: "",
    16: "",
    17: "",
    19: "",
    20: "s",
    21: "s",
    PUTFH: "",
    23: "",
    PUTROOTFH: "",
    27: "n",
    28: "488",
    29: "488488",
    30: "",
    RESTOREFH: "",
    SAVEFH: "",
    34: "b",
    35: "88",
    36: "",
    37: "",
    WRITE: "448",
    39: "",
    44: "",
    45: "",
    53: "s44444",
    57: "",
    58: "",
    59: "",
    62: "",
    69: "48",
}

_CREATE_LINK, _CREATE_DEVICES = 5, (3, 4)
_OPENS_NEW: Final = 1
_BY_NAME: Final = {0: "n", 2: "sn", 3: "n"}
_CLAIMS: Final = {1: "4", 4: "", 5: "s", 6: ""}
_HOW: Final = {0: "bo", 1: "bo", 2: "8", 3: "8bo"}
_DELEGATIONS: Final = {0: "", 1: "s4444o", 2: "s448444o", 3: ""}


def create_name(cursor: Cursor) -> str:
    """The name in the arguments of CREATE."""
    kind = cursor.u32()
    if kind == _CREATE_LINK:
        cursor.opaque()
    elif kind in _CREATE_DEVICES:
        cursor.take(8)
    return cursor.walk("nbo")


def open_name(cursor: Cursor) -> str:
    """The name in the arguments of OPEN, "" where the file is the current one."""
    cursor.walk("4448o")
    if cursor.u32() == _OPENS_NEW:
        cursor.walk(_HOW.get(cursor.u32(), ""))
    claim = cursor.u32()
    return cursor.walk(_BY_NAME.get(claim) or _CLAIMS.get(claim, ""))


def pass_open(cursor: Cursor) -> None:
    """Pass over the results of OPEN."""
    cursor.walk("s4884b")
    delegation = cursor.u32()
    cursor.walk(_DELEGATIONS.get(delegation, ""))
    if delegation == 3 and cursor.u32() in (1, 2):  # why there is none, and whether it will come
        cursor.take(4)
