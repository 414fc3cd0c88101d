"""SSH version lines."""

from typing import Any

import pytest

from agent.protocols.ssh import Ssh, recognise

LINE = b"SSH-2.0-OpenSSH_9.2\r\n"


@pytest.mark.parametrize("step", [1, 5, 100])
def test_the_version_line_is_read_and_the_rest_is_opaque(read: Any, step: int) -> None:
    sink = read(Ssh, LINE + b"\0\1\2\3", LINE, step=step)
    assert sink.found("ssh.version") == [LINE, LINE]
    assert set(sink.sealed) == {0, 1}


def test_a_line_without_end_is_cut_at_its_longest(read: Any) -> None:
    sink = read(Ssh, b"SSH-2.0-" + b"x" * 500)
    assert [len(line) for line in sink.found("ssh.version")] == [255]
    assert sink.sealed[0] == 508 - 255


@pytest.mark.parametrize(("head", "answer"), [(LINE, True), (b"SSH-", None), (b"SSH-3", False), (b"S", None)])
def test_ssh_is_told_by_its_version(head: bytes, answer: bool | None) -> None:
    assert recognise(head) is answer
