"""Findings add up to distinct values, with bounded memory and no value kept."""

import hashlib

from agent.tallies import MOST_PATHS, MOST_PLACES, MOST_SAMPLES, Tallies
from policies.census import NOBODY
from policies.finding import Finding, Tally


def found(
    number: int, detector: str = "cn.mobile", confidence: float = 0.9, path: str = "tcp", start: int = 0
) -> Finding:
    digest = hashlib.blake2b(str(number).encode(), digest_size=16).digest()
    return Finding(
        owner=0,
        part=0,
        detector=detector,
        start=start,
        end=start + 11,
        masked=f"13*******{number:02d}",
        digest=digest,
        confidence=confidence,
        path=path,
    )


def lines(tallies: Tallies, confidence: float = 0.5) -> dict[tuple[str, float], Tally]:
    return {(line.detector, line.confidence): line for line in tallies.lines(confidence)}


def test_a_value_seen_often_counts_once() -> None:
    tallies = Tallies(NOBODY)
    for frame in range(5):
        tallies.add(found(1), frame)
    (line,) = tallies.lines(0.5)
    assert (line.count, line.samples, len(line.digests)) == (1, ("13*******01",), 1)
    assert list(tallies.frames) == [0, 1, 2, 3, 4]


def test_detectors_are_counted_apart() -> None:
    tallies = Tallies(NOBODY)
    tallies.add(found(1), 1)
    tallies.add(found(1, "email"), 1)
    assert {line.detector: line.count for line in tallies.lines(0.5)} == {"cn.mobile": 1, "email": 1}


def test_doubtful_values_are_a_line_of_their_own() -> None:
    tallies = Tallies(NOBODY)
    for number, confidence in enumerate((0.9, 0.8, 0.3, 0.2)):
        tallies.add(found(number, confidence=confidence), 1)
    assert {key[1]: line.count for key, line in lines(tallies).items()} == {0.9: 2, 0.3: 2}


def test_a_value_is_as_sure_as_its_best_sighting() -> None:
    tallies = Tallies(NOBODY)
    for confidence in (0.2, 0.9, 0.3):
        tallies.add(found(1, confidence=confidence), 1)
    (line,) = tallies.lines(0.5)
    assert (line.confidence, line.count) == (0.9, 1)


def test_memory_for_samples_paths_and_places_is_bounded() -> None:
    tallies = Tallies(NOBODY)
    for number in range(MOST_PLACES * 3):
        tallies.add(found(number, path=f"path {number}"), number)
    (line,) = tallies.lines(0.5)
    assert line.count == MOST_PLACES * 3
    assert (len(line.samples), len(line.parts)) == (MOST_SAMPLES, MOST_PATHS)
    assert (len(tallies.frames), len(tallies.places)) == (MOST_PLACES, MOST_PLACES)


def test_every_line_shows_samples_of_its_own_values() -> None:
    tallies = Tallies(NOBODY)
    for number in range(5):
        tallies.add(found(number, confidence=0.9), 1)
    for number in range(50, 53):
        tallies.add(found(number, confidence=0.2), 1)
    by_confidence = {key[1]: line.samples for key, line in lines(tallies).items()}
    assert by_confidence[0.2] == ("13*******50", "13*******51", "13*******52")


def test_no_findings_are_no_lines() -> None:
    assert Tallies(NOBODY).lines(0.5) == ()


def test_only_values_not_seen_before_are_new() -> None:
    tallies = Tallies(NOBODY)
    assert not tallies.knows(found(1))
    for number in (1, 1, 2):
        tallies.add(found(number), 1)
    assert [line.count for line in tallies.lines(0.5)] == [2]
    assert tallies.knows(found(2))
    assert not tallies.knows(found(2, detector="email"))
    assert tallies.values == 2
