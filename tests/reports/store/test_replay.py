"""What was judged last, read back to be judged again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reports.incident import CaptureRecord, JudgedTransfer, RunRecord
from reports.store import Store
from reports.store.replay import PAGE_ROWS

Make = Callable[..., JudgedTransfer]


def test_a_transfer_comes_back_as_it_was_judged_without_digests(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Callable[..., object]
) -> None:
    one = judged(1)
    write(database, run, capture, one)
    with Store.read(database) as store:
        (found,) = store.replay()
    (tally,) = one.transfer.findings
    assert found.transfer == replace(one.transfer, findings=(replace(tally, digests=frozenset()),))
    assert (found.key, found.verdict, found.policy_hash) == (one.key, one.verdict, run.policy_hash)


def test_every_transfer_comes_back_once_over_several_pages(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Callable[..., object]
) -> None:
    number = PAGE_ROWS + 3
    write(database, run, capture, *(judged(one) for one in range(number)))
    with Store.read(database) as store:
        keys = [found.key for found in store.replay()]
    assert keys == sorted({f"{one:032x}" for one in range(number)})


def test_the_newest_judgement_counts_and_what_only_an_older_one_found_does_not(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Callable[..., object]
) -> None:
    write(database, run, capture, judged(1))
    write(database, run, capture)
    with Store.read(database) as store:
        (found,) = store.replay()
    assert (found.verdict.outcome, found.transfer.findings) == ("clear", ())


def test_a_reader_may_stop_in_the_middle(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Callable[..., object]
) -> None:
    write(database, run, capture, *(judged(one) for one in range(3)))
    with Store.read(database) as store:
        pages = store.replay()
        next(pages)
        pages.close()  # type: ignore[attr-defined]
        assert store.incident_counts()


def test_the_record_knows_its_policies_incidents_and_when_they_were_found(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Callable[..., object]
) -> None:
    write(database, run, capture, judged(1))
    with Store.read(database) as store:
        (incident,) = store.incidents()
        assert store.policy(run.policy_hash) == run.policy_json
        assert store.policy("b" * 64) == ""
        assert store.detected_ns(incident.id) == run.started_ns
        assert store.detected_ns("INC-NONE") is None
        assert store.incident_names([incident.key, "0" * 32]) == {incident.key: (incident.id, "new")}
