"""Counting the persons of one transfer."""

from collections.abc import Collection, Iterable

from policies.verdict import Classified

IDENTIFIERS = (
    "cn.resident_id",
    "cn.resident_id15",
    "cn.residence_permit",
    "cn.passport",
    "cn.hkmo_permit",
    "cn.tw_permit",
    "cn.foreigner_pr",
    "cn.military_id",
    "hk.id",
    "tw.id",
    "cn.mobile",
    "cn.securities_account",
    "cn.bank_card",
    "email",
)
"""Detectors whose values each belong to one person, where the policy names none itself."""


def fewest_subjects(findings: Iterable[Classified], identifiers: Collection[str]) -> int:
    """The least number of persons the findings speak of: the largest set of values of one identifying kind.

    Values of different kinds may belong to the same person, so sets are never added; names and addresses
    are shared by many and identify nobody.
    """
    return max((found.count for found in findings if found.detector in identifiers), default=0)
