"""The report as a browser shows it: nothing is loaded, nothing complains, the switch works."""

import fcntl
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reports.incident import CaptureRecord, ClearTotal, JudgedTransfer, RunRecord
from reports.page import render_page
from reports.snapshot import take_snapshot
from reports.store import Store

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update",
    "--disable-background-networking", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-pipe",
)  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")


class Browser:
    """A page of a headless browser, spoken to over its debugging pipe (Chrome DevTools Protocol)."""

    def __init__(self, profile: Path) -> None:
        (to_read, self._writing), (self._reading, to_write) = os.pipe(), os.pipe()
        # The browser reads commands at descriptor 3 and answers at 4; far copies cannot be overwritten on the way.
        far_read, far_write = (fcntl.fcntl(end, fcntl.F_DUPFD, 50) for end in (to_read, to_write))
        self._process = os.posix_spawn(
            str(CHROMIUM),
            [str(CHROMIUM), *OPTIONS, f"--user-data-dir={profile}"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, far_read, 3),
                (os.POSIX_SPAWN_DUP2, far_write, 4),
            ],
        )
        for end in (to_read, to_write, far_read, far_write):
            os.close(end)
        self._number, self._session, self._rest = 0, "", b""
        self.events: list[dict[str, Any]] = []

    def open(self, url: str) -> None:
        self._session, self.events = "", []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")
        self.ask("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._receive())

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        while (answer := self._receive()).get("id") != self._number:
            self.events.append(answer)
        return answer["result"]

    def evaluate(self, expression: str) -> Any:
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def of(self, method: str) -> list[dict[str, Any]]:
        return [event["params"] for event in self.events if event["method"] == method]

    def close(self) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._writing)
        os.close(self._reading)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._reading, 1 << 16)
            assert more, "the browser ended"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    opened = Browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


def test_the_page_is_whole_by_itself_and_switches_its_language(
    browser: Browser,
    database: Path,
    judged: Callable[..., JudgedTransfer],
    run: RunRecord,
    capture: CaptureRecord,
    total: ClearTotal,
) -> None:
    hostile = judged(2, names=("</td><script>alert(1)</script><img src=http://198.51.100.9/x>",))
    with Store.open(database) as store:
        run_id = store.begin(run)
        found = [judged(1), hostile, judged(3, outcome="opaque"), judged(4, outcome="authorised")]
        store.record(run_id, capture, found, [total])
        page = database.with_name("report.html")
        page.write_text(render_page(take_snapshot(store, run.started_ns)), encoding="utf-8")
    browser.open(page.as_uri())
    assert [request["request"]["url"] for request in browser.of("Network.requestWillBeSent")] in (
        [page.as_uri()],
        [page.as_uri(), "data:,"],
    )
    assert browser.of("Log.entryAdded") == []
    assert browser.of("Runtime.consoleAPICalled") == []
    assert browser.of("Runtime.exceptionThrown") == []
    text = browser.evaluate("document.body.innerText")
    for wanted in ("数据出境审计报告", "Cross-border data audit report", "未见部分", "个人信息出境", "新加坡"):
        assert wanted in text
    assert "138****0000" not in text
    browser.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert "138****0000" in browser.evaluate("document.body.innerText")
    browser.evaluate("document.getElementById('show-en').click()")
    english = browser.evaluate("document.body.innerText")
    assert "Personal information leaves" in english
    assert "个人信息出境" not in english
    assert browser.evaluate("document.querySelectorAll('.ribbon').length") > 0
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_printing_opens_every_detail_and_shuts_it_again(
    browser: Browser, database: Path, judged: Callable[..., JudgedTransfer], run: RunRecord, capture: CaptureRecord
) -> None:
    with Store.open(database) as store:
        store.record(store.begin(run), capture, [judged(1)], [])
        page = database.with_name("report.html")
        page.write_text(render_page(take_snapshot(store, run.started_ns)), encoding="utf-8")
    browser.open(page.as_uri())
    shut = "document.querySelectorAll('details:not([open])').length"
    before = browser.evaluate(shut)
    browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (before > 0, browser.evaluate(shut)) == (True, 0)
    browser.evaluate("dispatchEvent(new Event('afterprint'))")
    assert browser.evaluate(shut) == before
