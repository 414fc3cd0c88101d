"""The documentation is true where a program can tell."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path.relative_to(ROOT) for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md"))
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PRODUCT_COMMAND = re.compile(r"^(?:uv run )?kouan ([a-z]+)", re.MULTILINE)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(text(str(page))):
        target, _, anchor = link.partition("#")
        if link.startswith(("http://", "https://")):
            continue
        file = (ROOT / page.parent / target).resolve() if target else ROOT / page
        assert file.exists(), link
        assert not anchor or anchor in anchors(file), link


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_command_in_an_example_exists(page: Path) -> None:
    from agent.cli import COMMANDS

    blocks = re.findall(r"```[a-z]*\n(.*?)```", text(str(page)), re.DOTALL)
    assert {name for block in blocks for name in PRODUCT_COMMAND.findall(block)} <= set(COMMANDS)


def test_the_command_reference_is_what_the_commands_say() -> None:
    written = runpy.run_path(str(ROOT / "scripts" / "write_cli_reference.py"))
    page = text("docs/reference/cli.md")
    assert written["page"](page) == page, "run scripts/write_cli_reference.py"


def test_every_command_says_what_it_does() -> None:
    written = runpy.run_path(str(ROOT / "scripts" / "write_cli_reference.py"))
    from agent.cli import main

    silent = [path for path, command, _ in written["commands"](main, "kouan") if not command.help]
    assert silent == []


def test_every_detector_is_documented() -> None:
    from policies.detectors import DETECTORS

    page = text("docs/reference/detectors.md")
    assert [detector.id for detector in DETECTORS if f"`{detector.id}`" not in page] == []


@pytest.mark.parametrize(("package", "name"), [("policies.schema", "policy"), ("policies.cases", "policy-tests")])
def test_every_key_of_a_policy_and_of_a_case_is_documented(package: str, name: str) -> None:
    import policies.cases.schema
    import policies.schema  # noqa: F401  (both make their sections known)
    from policies.schema.values import Section

    page = text(f"docs/reference/{name}.md")
    sections = [section for section in Section.__subclasses__() if section.__module__.startswith(package)]
    keys = {key for section in sections for key in section.keys()}  # noqa: SIM118  (a class method)
    assert keys
    assert {key for key in keys if f"`{key}`" not in page and f"{key}:" not in page} == set()


def test_the_readme_names_the_two_commands() -> None:
    readme = text("README.md")
    assert "uv run kouan demo" in readme
    assert "uv run pytest -q" in readme


def test_every_page_is_in_the_index() -> None:
    index = text("docs/index.md")
    pages = [str(page.relative_to("docs")) for page in PAGES if page.parts[0] == "docs" and page.name != "index.md"]
    assert [page for page in pages if f"({page})" not in index] == []


@pytest.mark.parametrize("policy", sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("examples/*.yaml")))
def test_every_example_policy_is_valid(policy: str) -> None:
    from policies.load import load_policy

    assert load_policy([ROOT / policy]).name
