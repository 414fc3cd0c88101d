"""What imports cannot show: the shape of the code base."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("agent", "geo", "policies", "reports")


def python_files(*folders: str) -> list[Path]:
    return sorted(path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py"))


MODULES = python_files(*PACKAGES)
TOOLS = python_files("bench", "fuzz", "scripts")
TESTS = python_files("tests")
LINES_AT_MOST = 400
FUNCTION_LINES_AT_MOST = 50
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "models", "misc"}
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b|NotImplemented" + r"Error")

TESTED_THROUGH = {
    "policies/coverage.py": "tests/policies/test_judge.py",
    "agent/cli/secrets.py": "tests/scenarios/test_tls_with_keys.py",
    "agent/inside.py": "tests/agent/protocols/tls/test_reader.py",
    "agent/stack.py": "tests/agent/test_unwrap.py",
    "agent/layer.py": "tests/agent/test_unwrap.py",
    "agent/cli/geography.py": "tests/agent/cli/test_geo.py",
    "agent/cli/parts.py": "tests/scenarios/test_command_line.py",
    "agent/contents/tnef/properties.py": "tests/agent/contents/tnef/test_tnef.py",
    "agent/contents/tnef/requests.py": "tests/agent/contents/tnef/test_tnef.py",
    "agent/contents/tnef/stream.py": "tests/agent/contents/tnef/test_tnef.py",
    "agent/partlist.py": "tests/scenarios/test_command_line.py",
    "agent/protocols/ftp/commands.py": "tests/agent/protocols/ftp/test_ftp_reader.py",
    "agent/protocols/ftp/dialogue.py": "tests/agent/protocols/ftp/test_ftp_reader.py",
    "agent/protocols/ftp/replies.py": "tests/agent/protocols/ftp/test_ftp_reader.py",
    "agent/protocols/imap/client.py": "tests/agent/protocols/imap/test_imap_reader.py",
    "agent/protocols/imap/compression.py": "tests/agent/protocols/imap/test_imap_reader.py",
    "agent/protocols/imap/server.py": "tests/agent/protocols/imap/test_imap_reader.py",
    "agent/protocols/imap/stream.py": "tests/agent/protocols/imap/test_imap_reader.py",
    "agent/protocols/rsync/files.py": "tests/agent/protocols/rsync/test_rsync.py",
    "agent/protocols/rsync/half.py": "tests/agent/protocols/rsync/test_rsync.py",
    "agent/protocols/rsync/packed.py": "tests/agent/protocols/rsync/test_rsync.py",
    "agent/protocols/rsync/session.py": "tests/agent/protocols/rsync/test_rsync.py",
    "agent/protocols/amqp/frames.py": "tests/agent/protocols/amqp/test_amqp.py",
    "agent/protocols/mongodb/documents.py": "tests/agent/protocols/mongodb/test_mongodb.py",
    "agent/protocols/smtp/client.py": "tests/agent/protocols/smtp/test_smtp_client.py",
    "agent/protocols/tls/classic.py": "tests/agent/protocols/tls/test_reader.py",
    "agent/protocols/smtp/server.py": "tests/agent/protocols/smtp/test_smtp_server.py",
    "agent/protocols/sql/half.py": "tests/agent/protocols/sql/postgres/test_reader.py",
    "agent/protocols/sql/longrow.py": "tests/agent/protocols/sql/postgres/test_reader.py",
    "agent/protocols/sql/mysql/client.py": "tests/agent/protocols/sql/mysql/test_mysql_reader.py",
    "agent/protocols/sql/mysql/compressed.py": "tests/agent/protocols/sql/mysql/test_mysql_reader.py",
    "agent/protocols/sql/mysql/inflate.py": "tests/agent/protocols/sql/mysql/test_mysql_reader.py",
    "agent/protocols/sql/mysql/joined.py": "tests/agent/protocols/sql/mysql/test_mysql_reader.py",
    "agent/protocols/sql/mysql/server.py": "tests/agent/protocols/sql/mysql/test_mysql_reader.py",
    "agent/protocols/sql/postgres/client.py": "tests/agent/protocols/sql/postgres/test_reader.py",
    "agent/protocols/sql/postgres/copying.py": "tests/agent/protocols/sql/postgres/test_reader.py",
    "agent/protocols/sql/postgres/server.py": "tests/agent/protocols/sql/postgres/test_reader.py",
    "agent/protocols/sql/table.py": "tests/agent/protocols/sql/postgres/test_reader.py",
    "agent/protocols/sql/tds/client.py": "tests/agent/protocols/sql/tds/test_tds_reader.py",
    "agent/protocols/sql/tds/messages.py": "tests/agent/protocols/sql/tds/test_tds_reader.py",
    "agent/protocols/sql/tds/packets.py": "tests/agent/protocols/sql/tds/test_tds_reader.py",
    "agent/protocols/sql/tds/server.py": "tests/agent/protocols/sql/tds/test_tds_reader.py",
    "agent/protocols/sql/tds/tokens.py": "tests/agent/protocols/sql/tds/test_tds_reader.py",
    "agent/protocols/sql/tns/packets.py": "tests/agent/protocols/sql/tns/test_tns_reader.py",
    "agent/protocols/websocket/half.py": "tests/agent/protocols/websocket/test_websocket.py",
    "agent/protocols/websocket/inflate.py": "tests/agent/protocols/websocket/test_websocket.py",
    "policies/schema/data.py": "tests/policies/schema/test_grammar.py",
    "policies/schema/law.py": "tests/policies/schema/test_grammar.py",
    "policies/schema/processor.py": "tests/policies/schema/test_grammar.py",
    "policies/schema/place.py": "tests/policies/schema/test_grammar.py",
    "policies/resolve/__init__.py": "tests/policies/resolve/test_resolve.py",
    "policies/resolve/duties.py": "tests/policies/resolve/test_resolve.py",
    "policies/resolve/names.py": "tests/policies/resolve/test_resolve.py",
    "policies/resolve/owned.py": "tests/policies/resolve/test_resolve.py",
    "policies/resolve/register.py": "tests/policies/resolve/test_resolve.py",
    "policies/resolve/rules.py": "tests/policies/resolve/test_resolve.py",
}
"""Modules that no test imports, and the test that reaches them."""


@cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def dotted(path: Path) -> str:
    """The name a module is imported by."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(path: Path) -> Iterator[str]:
    """The modules a file imports by name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_a_file_is_one_idea_of_at_most_400_lines() -> None:
    sizes = {str(path): len(text(path).splitlines()) for path in (*MODULES, *TOOLS, *TESTS)}
    assert {path: size for path, size in sizes.items() if size > LINES_AT_MOST} == {}


def test_the_first_line_of_a_file_is_one_sentence() -> None:
    def is_sentence(docstring: str) -> bool:
        first, *rest = docstring.splitlines()
        return first.endswith((".", ":")) and (not rest or not rest[0])

    assert [
        str(path) for path in (*MODULES, *TOOLS, *TESTS) if not is_sentence(ast.get_docstring(tree(path)) or "?")
    ] == []


def test_a_function_fits_a_screen() -> None:
    sizes = {
        f"{path}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in (*MODULES, *TOOLS)
        for node in functions(path)
    }
    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES_AT_MOST} == {}


def test_a_public_function_or_class_says_what_it_gives() -> None:
    silent = [
        f"{path}:{node.name}"
        for path in MODULES
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_a_module_with_code_has_its_test() -> None:
    by_name = {name for path in TESTS for name in imported(path)}
    mirrors = {path.parent.relative_to("tests") / path.name.removeprefix("test_") for path in TESTS}
    coded = {path for path in MODULES if any(functions(path))}
    untested = {str(path) for path in coded - mirrors if dotted(path) not in by_name}
    assert sorted(untested - TESTED_THROUGH.keys()) == []
    assert {Path(test) for test in TESTED_THROUGH.values()} <= set(TESTS)


def test_names_say_what_is_inside() -> None:
    assert [str(path) for path in (*MODULES, *TOOLS, *TESTS) if not VAGUE.isdisjoint({*path.parts, path.stem})] == []


def test_nothing_is_left_unfinished() -> None:
    assert [str(path) for path in (*MODULES, *TOOLS, *TESTS) if UNFINISHED.search(text(path))] == []


def test_tests_are_no_packages_that_could_shadow_ours() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []
