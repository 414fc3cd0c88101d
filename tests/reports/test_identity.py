"""The keys of incidents."""

from collections.abc import Callable
from dataclasses import replace

from reports.identity import incident_id, incident_key, opens_incident, recipient_of, sender_of
from reports.incident import JudgedTransfer


def test_each_of_rule_sender_recipient_and_day_makes_another_incident() -> None:
    keys = {incident_key(*parts) for parts in ("abcd", "Xbcd", "aXcd", "abXd", "abcX")}
    assert len(keys) == 5


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    assert incident_key("ab", "c", "d", "e") != incident_key("a", "bc", "d", "e")


def test_the_id_for_people_comes_from_the_key_and_differs_for_successors() -> None:
    key = incident_key("pi-any", "crm", "mailer", "2026-09-21")
    assert incident_id(key, 0) == f"INC-{key[:8].upper()}"
    assert len({incident_id(key, serial) for serial in range(4)}) == 4
    assert incident_id(key, 0, 16).startswith(incident_id(key, 0))


def test_only_a_rule_on_a_transfer_without_a_path_opens_an_incident(judged: Callable[..., JudgedTransfer]) -> None:
    assert opens_incident(judged(outcome="incident").verdict)
    assert opens_incident(judged(outcome="opaque", rules=("bulk",)).verdict)
    assert not opens_incident(judged(outcome="opaque").verdict)
    assert not opens_incident(judged(outcome="authorised", rules=("pi-any",)).verdict)


def test_names_of_the_policy_go_before_addresses(judged: Callable[..., JudgedTransfer]) -> None:
    one = judged(1)
    named = replace(one.verdict, asset="crm", recipient="Mailer Ltd")
    assert (sender_of(one.transfer, one.verdict), recipient_of(one.transfer, one.verdict)) == (
        "203.0.113.1",
        "198.51.100.7",
    )
    assert (sender_of(one.transfer, named), recipient_of(one.transfer, named)) == ("crm", "Mailer Ltd")
