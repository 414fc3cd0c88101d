"""The process that reads a document."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from agent.contents.pdf import child, extract
from agent.contents.pdf.child import Extraction

pytest.importorskip("pypdfium2")


def frames(data: bytes) -> tuple[list[tuple[str, bytes]], str]:
    with tempfile.SpooledTemporaryFile(1 << 20) as file:
        file.write(data)
        with Extraction(file) as extraction:
            return list(extraction.frames()), extraction.failure


def test_pages_come_without_a_name_and_attached_files_with_theirs(make_document: Any) -> None:
    stream = b"/Names<</EmbeddedFiles<</Names[(list.txt)<</Type/Filespec/F(list.txt)/EF<</F 6 0 R>>>>]>>>>"
    data = make_document(b"a page", extra=stream).replace(
        b"xref\n", b"6 0 obj\n<</Type/EmbeddedFile/Length 8>>stream\nattached\nendstream\nendobj\nxref\n"
    )
    found, failure = frames(data)
    assert ("", b"a page\n") in found
    assert ("list.txt", b"attached") in found
    assert failure == ""


def test_a_process_that_dies_is_a_failure(make_document: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "dies.py"
    script.write_text("import os\nos.abort()")
    monkeypatch.setattr(extract, "__file__", str(script))
    assert frames(make_document(b"text")) == ([], "too costly")


def test_a_frame_that_claims_too_much_is_not_believed(
    make_document: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "lies.py"
    script.write_text("import sys\nsys.stdout.buffer.write(b'\\xff' * 8)\nsys.stdout.buffer.flush()\nsys.stdin.read()")
    monkeypatch.setattr(extract, "__file__", str(script))
    assert frames(make_document(b"text"))[0] == []


def test_limits_are_given_to_the_process(make_document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MEMORY_BYTES", 1 << 20)
    assert frames(make_document(b"text")) == ([], "too costly")
