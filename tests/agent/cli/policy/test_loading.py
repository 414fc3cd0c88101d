"""The policy that a command names."""

import pytest

from agent.cli.policy.loading import UNUSABLE, policy_named


def test_a_pack_is_known_by_its_name() -> None:
    assert policy_named("inventory").name == "inventory"


def test_what_cannot_be_used_ends_the_command_with_all_that_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        policy_named("no/such.yaml")
    assert ended.value.code == UNUSABLE
    assert "cannot be read" in capsys.readouterr().err
