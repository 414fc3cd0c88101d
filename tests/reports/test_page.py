"""The page as text: escaped, self-contained, whole."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from policies.load import load_policy
from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RunRecord
from reports.page import render_page, segments
from reports.snapshot import Snapshot, take_snapshot
from reports.store import Store

HOSTILE = "\"'></style></script><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"


@pytest.fixture
def snapshot(
    database: Path, judged: Callable[..., JudgedTransfer], run: RunRecord, capture: CaptureRecord, total: ClearTotal
) -> Snapshot:
    bad = judged(2, names=(HOSTILE,), tunnel=HOSTILE, budget=HOSTILE)
    bad = replace(bad, verdict=replace(bad.verdict, recipient=HOSTILE, reasons=(HOSTILE,), basis=(HOSTILE,)))
    with Store.open(database) as store:
        run_id = store.begin(replace(run, sensor=HOSTILE, policy_name=HOSTILE, geo_sources=(HOSTILE,)))
        found = [judged(1), bad, judged(3, outcome="opaque"), judged(4, outcome="authorised")]
        store.record(run_id, replace(capture, path=HOSTILE), found, [replace(total, protocol=HOSTILE)])
        incident = store.incidents()[0].id
        store.review(incident, "triaged", reason=HOSTILE, reviewer=HOSTILE)
        return take_snapshot(store, run.started_ns)


class Page(HTMLParser):
    """Counts elements and keeps what could load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: dict[str, int] = {}
        self.links: list[tuple[str, str]] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] = self.elements.get(tag, 0) + 1
        for name, value in attrs:
            if name in {"src", "href", "action", "data", "srcset", "poster", "xlink:href"}:
                self.links.append((tag, value or ""))
            if name.startswith("on") or name == "style":
                self.handlers.append(name)


def test_nothing_from_the_network_becomes_an_element(snapshot: Snapshot) -> None:
    page = Page(render_page(snapshot))
    assert page.elements["script"] == page.elements["style"] == 1
    assert "img" not in page.elements
    assert page.handlers == []


def test_text_from_the_network_is_no_template(snapshot: Snapshot) -> None:
    assert "{{7*7}}" in render_page(snapshot)


def test_nothing_is_loaded_from_outside(snapshot: Snapshot) -> None:
    links = Page(render_page(snapshot)).links
    outside = [(tag, link) for tag, link in links if not link.startswith("#")]
    assert outside == [("link", "data:,"), ("a", "https://db-ip.com")]


def test_style_and_script_are_those_the_security_policy_names(snapshot: Snapshot) -> None:
    text = render_page(snapshot)
    for element in ("style", "script"):
        (content,) = re.findall(f"<{element}>(.*?)</{element}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{element}-src &#39;sha256-{digest}&#39;" in text.replace("'", "&#39;")
    assert "default-src 'none'" in text


def test_tables_have_captions_and_headings_and_the_picture_a_title(snapshot: Snapshot) -> None:
    text = render_page(snapshot)
    elements = Page(text).elements
    assert elements["table"] == elements["caption"]
    assert elements["h1"] == 1
    assert 'role="img" aria-labelledby="sankey-t sankey-d"' in text
    assert elements["title"] > 1


@pytest.mark.parametrize("language", ["both", "zh", "en"])
def test_the_page_opens_with_the_language_asked_for(snapshot: Snapshot, language: str) -> None:
    text = render_page(snapshot, language)  # type: ignore[arg-type]
    assert re.findall(r'id="show-(\w+)" checked', text) == [language]


def test_the_page_says_what_a_reader_must_know(snapshot: Snapshot, run: RunRecord) -> None:
    text = render_page(snapshot)
    for wanted in (
        "不构成法律意见", "Not legal advice", "located by database in Singapore", run.policy_hash, run.law_as_of,
        "《个人信息保护法》第38条", "138****0000", "record longer than the file", "IP Geolocation by DB-IP",
    ):  # fmt: skip
        assert wanted in text


def test_an_empty_record_makes_a_page() -> None:
    text = render_page(Snapshot(0, (), (), (), {}, (), (), ()))
    assert "没有事件" in text


def test_the_bar_shows_what_was_not_read_before_the_rest() -> None:
    found = list(segments({"inside": 900, "read": 60, "opaque": 40}))
    assert [part.name for part in found] == ["read", "opaque", "inside"]
    assert sum(part.width for part in found) == pytest.approx(1000)
    assert list(segments({})) == []


def test_a_case_tells_the_paths_that_were_tried_and_the_ladder_of_accountability(
    database: Path, judged: Callable[..., JudgedTransfer], run: RunRecord, capture: CaptureRecord, tmp_path: Path
) -> None:
    firm = tmp_path / "firm.yaml"
    path = "{id: T-9, mechanism: approval, recipients: {cidrs: 198.51.100.7}, classes: [pi.ordinary], valid: {to: 2020-01-01}}"
    firm.write_text(f"extends: [pipl-general]\ntransfers: [{path}]", encoding="utf-8")
    policy = load_policy([firm])
    judging = replace(run, policy_hash=policy.hash, policy_json=policy.report_json())
    with Store.open(database) as store:
        store.record(store.begin(judging), capture, [judged(1)], [])
        page = render_page(take_snapshot(store, run.started_ns))
    for wanted in ("T-9", "It expired on 2020-01-01", "Renew the path", "责任阶梯", "integrity record"):
        assert wanted in page


def test_a_record_that_keeps_too_little_of_its_policy_has_no_paths_tried(snapshot: Snapshot) -> None:
    assert "Why no lawful path" not in render_page(snapshot)
