"""Made-up judged transfers: no address, number or name belongs to anyone."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from geo.place import Jurisdiction, Place
from policies.finding import Tally
from policies.transfer import Transfer
from policies.verdict import Classified, Outcome, Verdict
from reports.incident import CaptureRecord, ClearTotal, Coverage, Evidence, JudgedTransfer, RecordedCounts, RunRecord
from reports.store import Store

NOON_NS = 1_790_000_000_123_456_789
MAINLAND = Place("CN", "CN", Jurisdiction.MAINLAND, "high", "DB-IP Lite 2026-06", "203.0.113.0/25")
SINGAPORE = Place("SG", "SG", Jurisdiction.OUTSIDE, "high", "DB-IP Lite 2026-06", "198.51.100.0/24")
HONG_KONG = Place("HK", "CN", Jurisdiction.DISPUTED, "medium", "DB-IP Lite 2026-06", "192.0.2.0/24", "fields disagree")
WORDING = {
    "rules": {"pi-any": {"title": {"zh": "个人信息出境", "en": "Personal information leaves"}}},
    "classes": {"pi.ordinary": {"title": {"zh": "一般个人信息", "en": "Ordinary personal information"}}},
    "bases": {
        "PIPL2021.38": {
            "law": {"zh": "个人信息保护法", "en": "Personal Information Protection Law"},
            "article": "38",
            "says": {"zh": "向境外提供应当具备条件之一", "en": "one of four paths is needed"},
            "valid": {"from": "2021-11-01"},
        }
    },
}
RUN = RunRecord(
    started_ns=NOON_NS,
    version="0.1.0",
    sensor="edge-1",
    policy_name="pipl-general",
    policy_hash="a" * 64,
    law_as_of="2026-11-22",
    geo_sources=("DB-IP Country Lite, built 2026-06-01, 174 days old, sha256 0f0f0f0f",),
    geo_attribution=("IP Geolocation by DB-IP (https://db-ip.com)",),
    key_id="0011223344556677",
    policy_json=json.dumps(WORDING),
)
CAPTURE = CaptureRecord(
    fingerprint="f" * 64,
    path="captures/morning.pcap",
    size=1_000_000,
    first_ns=NOON_NS,
    last_ns=NOON_NS + 60_000_000_000,
    coverage=Coverage(
        frames=100,
        decoded=97,
        unread={"truncated": 3},
        bytes={"inside": 400, "read": 300, "opaque": 200, "gap": 10},
        damage=((912, "record longer than the file"),),
    ),
)
TOTAL = ClearTotal("203.0.113.0/24", "198.51.100.0/24", "SG", "tcp", "2026-09-21T13", 4, 4_000)


def digest(word: str) -> bytes:
    """A digest as the detectors give it."""
    return hashlib.blake2b(word.encode(), digest_size=16).digest()


def make_judged(
    number: int = 0,
    *,
    outcome: Outcome = "incident",
    values: Sequence[str] = ("a", "b"),
    day: str = "2026-09-21",
    rules: tuple[str, ...] | None = None,
    **fields: object,
) -> JudgedTransfer:
    """A transfer of its own key with the given distinct values; `fields` replace those of the transfer."""
    found = outcome in {"incident", "authorised"}
    tally = Tally(
        "cn.mobile", len(values), 0.9, ("138****0000",), ("http.request.body",), frozenset(map(digest, values))
    )
    transfer = Transfer(
        "tcp", f"203.0.113.{number % 250}", 40_000, "198.51.100.7", 80, f"203.0.113.{number % 250}", "198.51.100.7",
        NOON_NS + number, NOON_NS + number + 5, 1_000, MAINLAND, SINGAPORE,
        inspected=outcome != "opaque", opaque_bytes=900 if outcome == "opaque" else 0,
        names=("upload.example",), findings=(tally,) if found else (),
    )  # fmt: skip
    classified = Classified("cn.mobile", "pi.ordinary", len(values), 0.9, tally.samples, tally.parts)
    opened = ("pi-any",) if outcome == "incident" else ()
    verdict = Verdict(
        outcome,
        rules=opened if rules is None else rules,
        severity="high" if outcome == "incident" or rules else "",
        reasons=("2 values of pi.ordinary left",) if found else (),
        basis=("PIPL2021.38",) if outcome == "incident" else (),
        lawful_path="contract-7" if outcome == "authorised" else None,
        findings=(classified,) if found else (),
        subjects=len(values) if found else 0,
        day=day,
    )
    evidence = Evidence(
        CAPTURE.fingerprint, CAPTURE.path, (4, 6), 1, 9, (("cn.mobile", "http.request.body", 10, 21),), "1:abc="
    )
    return JudgedTransfer(f"{number:032x}", replace(transfer, **fields), verdict, evidence)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where a test's record goes."""
    return tmp_path / "kouan.db"


@pytest.fixture
def judged() -> Callable[..., JudgedTransfer]:
    """`make_judged`: with --import-mode=importlib a test cannot import it."""
    return make_judged


@pytest.fixture
def run() -> RunRecord:
    """A run with the policy `a…`."""
    return RUN


@pytest.fixture
def capture() -> CaptureRecord:
    """A capture with something of every kind not seen."""
    return CAPTURE


@pytest.fixture
def total() -> ClearTotal:
    """Four clear transfers."""
    return TOTAL


Contents = Mapping[str, list[tuple[object, ...]]]
Write = Callable[..., RecordedCounts]


@pytest.fixture
def write() -> Write:
    """Audits a capture whole: a run begins, one batch is recorded, the run ends."""

    def write_run(
        database: Path,
        run: RunRecord,
        capture: CaptureRecord,
        *found: JudgedTransfer,
        totals: Sequence[ClearTotal] = (),
        last: bool = True,
    ) -> RecordedCounts:
        with Store.open(database) as store:
            run_id = store.begin(run)
            counts = store.record(run_id, capture, found, totals, last=last)
            store.finish(run_id)
        return counts

    return write_run


@pytest.fixture
def contents() -> Callable[[Path], Contents]:
    """Every row of every table but the runs, run numbers left out."""
    return _contents


def _contents(database: Path) -> Contents:
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept: dict[str, list[tuple[object, ...]]] = {}
        for name in sorted(set(names) - {"runs", "audits", "sqlite_sequence"}):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "run_id"]
            kept[name] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {name}"), key=repr)
    return kept
