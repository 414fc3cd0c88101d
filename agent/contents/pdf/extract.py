"""Reads one PDF document from standard input and writes what it holds to standard output, as frames.

Runs as a process of its own, because the library is native code that hostile documents may crash, stall
or fill memory with. It imports nothing of the project. A frame is the length of a name, the length of the
data (both 32 bits, big-endian), the name (empty: text of a page) and the data.
"""

import struct
import sys
from typing import Any, BinaryIO

MOST_PAGES = 5000
ENCRYPTED, DAMAGED = 3, 4
"""Exit statuses."""

_PASSWORD_WANTED = 4  # FPDF_ERR_PASSWORD


def main(memory_bytes: int, cpu_seconds: int) -> int:
    """Extract within limits that the system enforces; the exit status says how far it got."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    import pypdfium2  # type: ignore[import-untyped]

    try:
        with open(0, "rb") as source:
            _write_all(pypdfium2.PdfDocument(source), sys.stdout.buffer)
    except pypdfium2.PdfiumError as error:
        return ENCRYPTED if getattr(error, "err_code", 0) == _PASSWORD_WANTED else DAMAGED
    return 0


def _write_all(document: Any, out: BinaryIO) -> None:
    for value in document.get_metadata_dict(skip_empty=True).values():
        _write(out, "", f"{value}\n".encode("utf-8", "replace"))
    for number in range(min(len(document), MOST_PAGES)):
        _write(out, "", _page_text(document, number).encode("utf-8", "replace") + b"\n")
    for index in range(document.count_attachments()):
        attached = document.get_attachment(index)
        _write(out, attached.get_name() or "attachment", bytes(attached.get_data()))


def _page_text(document: Any, number: int) -> str:
    """The text of a page, with that of its form fields and notes."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    page = document[number]
    if pdfium.FPDFPage_GetAnnotCount(page) > 0:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
    text = page.get_textpage()
    try:
        return str(text.get_text_bounded())
    finally:
        text.close()
        page.close()


def _write(out: BinaryIO, name: str, data: bytes) -> None:
    label = name.encode("utf-8", "replace")
    out.write(struct.pack(">II", len(label), len(data)) + label + data)
    out.flush()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
