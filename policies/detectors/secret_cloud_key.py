"""Keys of clouds and services that have a form of their own, and the addresses of chat robots that hold one."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import begins_alone, covered

_REACH: Final = 130
_UUID: Final = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_MIXED: Final = (  # letters of both cases and digits, as chance would have it
    rb"LTAI(?:[A-Za-z0-9]{20}|[A-Za-z0-9]{16}|[A-Za-z0-9]{12})",
    rb"AKID[A-Za-z0-9]{32}",
    rb"gh[oprsu]_[A-Za-z0-9]{36}",
    rb"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
    rb"glpat-[A-Za-z0-9_\-]{20}",
    rb"npm_[A-Za-z0-9]{36}",
    rb"xox[abprs]-[0-9]{10,13}-[0-9A-Za-z\-]{24,72}",
    rb"GOCSPX-[A-Za-z0-9_\-]{28}",
    rb"[rs]k_live_[A-Za-z0-9]{24}",
    rb"AccountKey=[A-Za-z0-9+/]{86}==",
    rb"SharedAccessKey=[A-Za-z0-9+/]{43}=",
)
_PLAIN: Final = (
    rb"A(?:KIA|SIA)[A-Z2-7]{16}",
    rb"/robot/send\?access_token=[0-9a-f]{64}",
    rb"/cgi-bin/webhook/send\?key=" + _UUID,
    rb"/open-apis/bot/v2/hook/" + _UUID,
    rb"hooks\.slack\.com/services/T[A-Z0-9]{8,10}/B[A-Z0-9]{8,10}/[A-Za-z0-9]{24}",
)
_END: Final = rb"(?![A-Za-z0-9_\-+/=])"
_SIEVE: Final = rb"(?:" + b"|".join((*_MIXED, *_PLAIN)) + rb")[^A-Za-z0-9]"
_PATTERN: Final = re.compile(
    rb"(?:(?P<mixed>" + b"|".join(_MIXED) + rb")|(?P<plain>" + b"|".join(_PLAIN) + rb"))" + _END
)
_EXAMPLE: Final = re.compile(rb"EXAMPLE|example|x{4}|X{4}|Eby8vdM02xNOcq|12345678|(.)\1{5}|your")
_CLASSES: Final = tuple(map(re.compile, (rb"[a-z]", rb"[A-Z]", rb"[0-9]")))


def claim(sight: Sight) -> Iterator[Claim]:
    """Prefix and length tell; where letters of both cases are usual, both and a digit must be there."""
    for match in sight.matches(_PATTERN, _REACH):
        value = match[0]
        if not value.startswith(b"/") and not _stands_alone(sight.window, match.start()):
            continue
        if _EXAMPLE.search(value) or (match["mixed"] and not _is_mixed(value)):
            continue
        yield Claim(*match.span(), value, covered(value, 4, 0), 0.95)


def _stands_alone(window: bytes, start: int) -> bool:
    return begins_alone(window, start) and window[max(0, start - 1) : start] not in (b"_", b"-", b"+")


def _is_mixed(value: bytes) -> bool:
    tail = value[4:]
    return all(one.search(tail) for one in _CLASSES)


DETECTOR: Final = Detector(
    id="secret.cloud_key",
    finds="key of AWS, Aliyun, Tencent, Azure, Google, GitHub, GitLab, npm, Slack, Stripe; robots of DingTalk, WeCom",
    source="the providers' documentation of their key forms",
    false_positives="revoked keys; keys of browsers (AIza) are public and not claimed; examples of the manuals neither",
    confidence="0.95 by prefix, length and characters",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
