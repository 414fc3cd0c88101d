"""The secrets of TLS connections."""

from hypothesis import given
from hypothesis import strategies as st

from agent.keylog import EARLY, MASTER, TRAFFIC, KeyLog

RANDOM, SECRET = bytes(range(32)), bytes(range(48))
LINE = b"CLIENT_RANDOM %s %s" % (RANDOM.hex().encode(), SECRET.hex().encode())


def test_a_line_is_known_by_label_and_random() -> None:
    keys = KeyLog()
    assert keys.add(b"# a comment\r\n" + LINE + b"\r\nCLIENT_RANDOM 00 11\n") == 1
    assert keys.secret(MASTER, RANDOM) == SECRET
    assert keys.secret(TRAFFIC[0], RANDOM) is None
    assert keys.secret(MASTER, bytes(32)) is None


def test_the_secrets_of_newer_versions_are_kept_apart() -> None:
    keys = KeyLog()
    labels = (*TRAFFIC, EARLY)
    text = b"\n".join(b"%s %s %s" % (label.encode(), RANDOM.hex().encode(), bytes([n] * 32).hex().encode())
                      for n, label in enumerate(labels))  # fmt: skip
    assert keys.add(text) == 3
    assert [keys.secret(label, RANDOM) for label in labels] == [bytes([n] * 32) for n in range(3)]


def test_no_repr_shows_a_secret() -> None:
    keys = KeyLog()
    keys.add(LINE)
    assert SECRET.hex() not in repr(keys)
    assert repr(SECRET)[2:-1] not in repr(keys)


def test_a_copy_grows_apart() -> None:
    keys = KeyLog()
    copy = keys.copy()
    copy.add(LINE)
    assert copy
    assert not keys


@given(st.binary(max_size=300))
def test_any_bytes_are_passed_over(text: bytes) -> None:
    assert KeyLog().add(text) == 0
