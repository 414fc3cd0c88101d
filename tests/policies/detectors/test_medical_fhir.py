"""FHIR resources."""

from collections.abc import Callable

Found = Callable[..., list[tuple[str, str]]]


def kinds(found: Found, text: str) -> list[str]:
    return [one for one, _ in found(text)]


def test_a_patient_and_an_observation_of_one_are_found(found: Found) -> None:
    patient = '{"resourceType":"Patient","id":"p-17","name":[{"family":"Mou"}],"birthDate":"1980-01-01"}'
    assert kinds(found, patient) == ["medical.fhir"]
    observation = '{"resourceType": "Observation", "id": "o1", "subject": {"reference": "Patient/p-17"}}'
    assert kinds(found, observation) == ["medical.fhir"]


def test_other_resources_and_a_type_alone_are_none(found: Found) -> None:
    assert found('{"resourceType":"CapabilityStatement","name":"x"}') == []
    assert found('{"resourceType":"Patient"}') == []
    assert found('{"resourceType":"Procedure","action":"read"}') == []
