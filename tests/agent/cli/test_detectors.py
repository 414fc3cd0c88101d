"""`kouan detectors`."""

import json

from click.testing import CliRunner

from agent.cli import main
from policies.detectors import DETECTORS


def test_every_detector_is_listed_with_its_source_and_its_false_positives() -> None:
    lines = CliRunner().invoke(main, ["detectors", "--json"]).stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["detector"] for row in rows] == [detector.id for detector in DETECTORS]
    assert all(row["source"] and row["false_positives"] and row["confidence"] for row in rows)


def test_the_list_for_people_says_which_detectors_need_words_near() -> None:
    text = CliRunner().invoke(main, ["detectors"]).stdout
    passport = text[text.index("cn.passport\n") :].split("\ncn.")[0]
    assert "context          required" in passport
