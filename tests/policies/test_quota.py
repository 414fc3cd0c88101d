"""What a transfer's bytes allow, and what all transfers share."""

from policies.inspection import Inspector
from policies.part import Part
from policies.quota import HIT_BYTES, Quota

INSPECTOR = Inspector(b"a key of the tests")


def test_a_hit_is_allowed_for_every_few_bytes() -> None:
    quota = Quota(shared=0)
    quota.earn(1, 10 * HIT_BYTES)
    assert [quota.grant(1, 6), quota.grant(1, 6)] == [6, 4]
    assert quota.refused == {1}


def test_what_one_transfer_earned_another_cannot_spend() -> None:
    quota = Quota(shared=3)
    quota.earn(1, 10 * HIT_BYTES)
    assert quota.grant(2, 100) == 3
    assert quota.grant(1, 10) == 10
    assert quota.refused == {2}


def test_the_first_hits_are_looked_at_and_the_transfer_is_told() -> None:
    text = b" ".join(b"u%d@mail.example" % number for number in range(50))
    parts = [Part(owner, 1, "raw", (text,)) for owner in (1, 2)]
    quota = Quota(shared=0)
    quota.earn(1, len(text))
    quota.earn(2, 5 * HIT_BYTES)
    found = INSPECTOR.inspect(parts, quota)
    assert [finding.start for finding in found if finding.owner == 1] == [
        finding.start for finding in INSPECTOR.inspect(parts[:1])
    ]
    assert [finding.start for finding in found if finding.owner == 2] == [
        finding.start for finding in found if finding.owner == 1
    ][:5]
    assert quota.refused == {2}
