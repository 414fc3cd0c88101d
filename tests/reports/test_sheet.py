"""One incident on a terminal."""

from collections.abc import Callable
from pathlib import Path

from reports.incident import CaptureRecord, JudgedTransfer, RunRecord
from reports.sheet import case_sheet, printable
from reports.store import Store
from reports.wording import wording


def test_the_sheet_answers_what_where_why_and_on_what_law(
    database: Path, judged: Callable[..., JudgedTransfer], run: RunRecord, capture: CaptureRecord
) -> None:
    with Store.open(database) as store:
        store.record(store.begin(run), capture, [judged(1, names=("\x1b[2J.example",))], [])
        incident = store.incidents()[0].id
        store.review(incident, "triaged", reason="looking", reviewer="Lin")
        case = store.case(incident)
    assert case is not None
    text = case_sheet(case, wording(run.policy_json))
    for wanted in (
        incident, "个人信息出境 / Personal information leaves", "2 values of pi.ordinary left",
        "个人信息保护法第38条", "数据库所示位置：新加坡 / located by database in Singapore", "138****0000", "frames 1..9",
        "4 6", "10..21 of http.request.body", run.policy_hash, "new -> triaged  Lin: looking", "1:abc=",
    ):  # fmt: skip
        assert wanted in text
    assert "\x1b" not in text


def test_characters_a_terminal_acts_on_are_replaced() -> None:
    assert printable("a\x1b[31m\r\x9bb\u202e中") == "a\ufffd[31m\ufffd\ufffdb\ufffd中"
