"""A run of the product over captures: what it judges with, and the record it keeps."""

import gc
import hashlib
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from agent import __version__
from agent.capture.sequence import CaptureSequence
from agent.capture.source import Capture, open_capture
from agent.cli.geography import atlases
from agent.keylog import NO_KEYS, KeyLog
from agent.pipeline import Auditor, Batch, audit
from policies.custom import custom_detectors
from policies.detectors import DETECTORS
from policies.inspection import Inspector
from policies.lists.load import load_lists
from policies.lists.own import OwnMatcher
from policies.load import load_policy, pack_names
from policies.policy import Policy
from reports.incident import JudgedTransfer, RunRecord
from reports.key import digest_key
from reports.recorder import Recorder
from reports.recorder.connection import database_path
from reports.settlement import settle


class Session:
    """Opened once, then asked for one capture after another; closing it ends the run."""

    def __init__(
        self,
        policies: Sequence[str],
        database: str,
        databases: Sequence[str],
        *,
        every: bool,
        keys: KeyLog = NO_KEYS,
    ) -> None:
        """Load the policy, open geography, key and record, in the order in which problems are told.

        Raises:
            PolicyInvalid: with all problems of the policy, or of the lists it names.
            DatabaseMissing: a geographic database cannot be used.
            StoreUnavailable: the record or the key of its digests cannot be used.
        """
        packs = pack_names()
        files = [Path(name) for name in policies if name not in packs]
        self.policy: Policy = load_policy([name if name in packs else Path(name) for name in policies], cache_folder())
        atlas_on = atlases(databases, self.policy)
        today = datetime.now(UTC).astimezone(self.policy.zone).date()
        atlas = atlas_on(today)
        self.path = database_path(database)
        key = digest_key(self.path)
        lists = load_lists(self.policy.own_lists, files, key.id)
        own = OwnMatcher(lists, key.secret) if lists else None
        detectors = (*DETECTORS, *custom_detectors(self.policy.own_detectors))
        inspector = Inspector(key.secret, cache_folder(), detectors, until=today, own=own)
        self._auditor = Auditor(self.policy, inspector, atlas_on, every, keys, seed=secrets.randbits(62))
        self._recorder = Recorder.open(self.path)
        self._run = self._recorder.begin(
            RunRecord(
                started_ns=time.time_ns(),
                version=__version__,
                sensor=os.environ.get("KOUAN_SENSOR", ""),
                policy_name=self.policy.name,
                policy_hash=self.policy.hash,
                law_as_of=self.policy.law_as_of,
                geo_sources=atlas.sources(today),
                geo_attribution=atlas.attribution,
                key_id=key.id,
                policy_json=self.policy.report_json(),
            )
        )
        # What is loaded by now stays to the end, and a capture makes many small values: looking through all of them
        # for cycles again and again cost a fifth of an audit.
        gc.freeze()
        gc.set_threshold(400_000, 20, 50)
        gc.enable()

    def record(self, path: str, *, seal: bool) -> Iterator[Batch]:
        """Audit one capture; each batch is written down before it is given.

        Raises:
            CaptureUnreadable: not a frame of it can be read.
            StoreUnavailable: the record cannot be written.
        """
        with open_capture(path) as capture:
            yield from self._record(capture, _sha256(path) if seal else "")

    def record_sequence(self, captures: CaptureSequence) -> Iterator[Batch]:
        """The same for rotated captures of one sensor, as one.

        Raises:
            StoreUnavailable: the record cannot be written.
        """
        return self._record(captures, "")

    def _record(self, capture: Capture | CaptureSequence, digest: str) -> Iterator[Batch]:
        for batch in audit(capture, self._auditor):
            sealed = replace(batch, capture=replace(batch.capture, sha256=digest)) if digest else batch
            kept = tuple(filter(_matters, sealed.transfers))
            self._recorder.record(self._run, sealed.capture, kept, sealed.totals, last=sealed.last)
            yield sealed

    def close(self) -> tuple[str, ...]:
        """End the run; returns what the people of the year reached by it, for people."""
        with self._recorder.transaction() as driver:
            told = settle(driver, self.path, self._run, self.policy)
        self._recorder.finish(self._run)
        self._recorder.close()
        return told


def _matters(judged: JudgedTransfer) -> bool:
    """Whether a transfer gets a row of its own; the others live on in the totals."""
    return judged.verdict.outcome != "clear" or bool(judged.verdict.rules or judged.transfer.findings)


def _sha256(path: str) -> str:
    """Of the file as it lies there; "" for standard input, which cannot be read twice."""
    if path == "-":
        return ""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cache_folder() -> Path | None:
    """Where compiled patterns are kept between runs; None where there is no home."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "kouan"
    except RuntimeError:
        return None
