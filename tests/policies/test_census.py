"""The people of one record: the strongest identifiers count, weaker ones belong to them."""

from policies.census import MOST_A_PERSON, NOBODY, Counted, census
from policies.classify import Classifier

CLASSES = {"id": "pi.identity", "phone": "pi.contact", "terms": "pi.sensitive.medical", "vin": "biz.vehicle"}
CENSUS = census(("id", "phone"), 0.8, Classifier(CLASSES, (), 0.5))


def test_a_weaker_identifier_is_attached_to_the_stronger() -> None:
    classes, people = CENSUS.people([("phone", b"p", 0.9), ("id", b"a", 0.9)])
    assert classes == ("pi.contact", "pi.identity")
    assert people == {("id", b"a"): False, ("phone", b"p"): True}


def test_two_strong_identifiers_are_two_people_whatever_they_share() -> None:
    _, people = CENSUS.people([("id", b"a", 0.9), ("phone", b"p", 0.9), ("id", b"b", 0.9)])
    assert [people["id", b"a"], people["id", b"b"]] == [False, False]


def test_a_doubtful_identifier_counts_nobody_and_attaches_nobody() -> None:
    assert CENSUS.people([("id", b"a", 0.7)]) == ((), {})
    _, people = CENSUS.people([("id", b"a", 0.7), ("phone", b"p", 0.9)])
    assert people == {("phone", b"p"): False}


def test_more_weak_values_than_one_person_has_are_nobodys_own() -> None:
    record = [("id", b"a", 0.9), *(("phone", bytes([n]), 0.9) for n in range(MOST_A_PERSON + 1))]
    _, people = CENSUS.people(record)
    assert not any(people.values())


def test_what_else_the_record_holds_gives_its_classes() -> None:
    classes, _ = CENSUS.people([("id", b"a", 0.9), ("terms", b"t", 0.6), ("vin", b"v", 0.9)])
    assert classes == ("pi.identity", "pi.sensitive.medical")


def test_a_record_without_personal_data_speaks_of_nobody() -> None:
    assert census(("vin",), 0.8, Classifier(CLASSES, (), 0.5)).people([("vin", b"v", 0.9)]) == ((), {})
    assert NOBODY.people([("id", b"a", 1.0)]) == ((), {})


def test_counted_people_have_a_length() -> None:
    assert len(Counted("id", (), bytes(32), bytes(2))) == 2
