"""E-mail addresses."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_AHEAD: Final = 128
_SHORT: Final = 16
_LOCAL_LIMIT: Final = 64
_SIEVE: Final = rb"[A-Za-z0-9_+\-]@[A-Za-z0-9\-]+\.[A-Za-z]"
_PATTERN: Final = re.compile(
    rb"(?<![A-Za-z0-9._+\-])(?P<escape>(?<=\\)(?:[bfnrt](?=[A-Za-z0-9])|u[0-9A-Fa-f]{4})|(?<=%)[0-9A-F]{2})?"
    rb"(?P<address>(?P<local>[A-Za-z0-9_](?:[A-Za-z0-9_+\-]|\.(?=[A-Za-z0-9_+\-]))*)@"
    rb"(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+(?P<top>xn--[A-Za-z0-9\-]{2,20}|[A-Za-z]{2,24})))"
    rb"(?![A-Za-z0-9_]|-[A-Za-z0-9])"
)
_COUNTRIES: Final = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd "
    "cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge "
    "gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh "
    "ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw "
    "mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw qa re ro ru rw sa "
    "sb sc sd se sg si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk "
    "us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_GENERIC: Final = (
    "com net org edu gov mil int info biz name pro mobi asia tel jobs travel coop aero museum cat post xxx app dev "
    "cloud online shop store site tech top xyz vip club work email mail link live life world group ltd inc company "
    "center fund finance bank capital insurance health hospital clinic law legal tax audit consulting media news blog "
    "design studio art video music games fun ink wang ren love chat space website press host run network systems "
    "software solutions technology digital agency support services team global international city academy school "
    "university institute foundation ngo auto car hotel house land property energy green plus one win red blue pub bio "
    "moe best cool social today zone trade market markets ventures partners wiki page icu fit cyou bond example"
)
_PRIVATE: Final = "test local localdomain internal intranet corp lan home invalid"
_TOPS: Final = frozenset(f"{_COUNTRIES} {_GENERIC} {_PRIVATE}".encode().split())
_PRIVATE_TOPS: Final = frozenset(_PRIVATE.encode().split())
_ROLES: Final = frozenset(
    b"abuse accounting accounts admin administrator alert alerts api app audit backup billing board booking bot celery "
    b"business careers compliance contact cs customerservice data demo dev devops do-not-reply do_not_reply donotreply "
    b"dpo enquiries enquiry error events export feedback finance ftp gdpr git guest hello help helpdesk hostmaster hr "
    b"import info inquiry invoice invoices ir it job kefu legal list lists logistics management member members monitor "
    b"monitoring notice notify official ops order orders partner partners payment payments payroll pr purchase "
    b"reception recruit recruitment register report reporting reports research risk robot secretary server "
    b"service-desk settlement share shop spam subscribe sync sysadmin system test tech trade user vendor "
    b"jobs mail mailer-daemon marketing news newsletter no-reply noreply notification notifications office postmaster "
    b"press privacy root sales security service support system team usenet webmaster www".split()
)
_MESSAGE_ID: Final = re.compile(
    rb"(?:\A|\n)(?:message-id|in-reply-to|references|content-id|resent-message-id):[^\n]*(?:\n[ \t][^\n]*)*<\Z", re.I
)
_NAMING_DOMAINS: Final = frozenset((b"openssh.com", b"libssh.org", b"lysator.liu.se", b"ssh.com"))
"""Whose `name@domain` are algorithms (RFC 4251 section 6)."""

_USER_INFO_BYTES: Final = 60
_USER_INFO: Final = re.compile(rb"[A-Za-z][A-Za-z0-9+.\-]{1,11}://[^\s/@\"'<>]{0,40}\Z")


def claim(sight: Sight) -> Iterator[Claim]:
    """Addresses under a known top-level domain; a URL's user, a message id or an image name (`logo@2x.png`) is none."""
    reach = sight.hit - sight.window.rfind(b"@", 0, sight.hit) + _LOCAL_LIMIT + 1
    for match in sight.matches(_PATTERN, reach, _AHEAD):
        start, end = match.start("address"), _end(sight.window, match)
        normal = sight.window[start:end].lower()
        local, _, domain = normal.partition(b"@")
        if not domain or len(local) > _LOCAL_LIMIT or _is_no_mailbox(sight.window, start, domain):
            continue
        if end - start >= _SHORT or not sight.in_noise(start, end):
            yield Claim(start, end, normal, _masked(local, domain), _confidence(local, domain))


def _end(window: bytes, match: re.Match[bytes]) -> int:
    """Where the address ends with a known top-level domain, its beginning where there is none."""
    top, end = match["top"].lower(), match.end("address")
    if top in _TOPS or top.startswith(b"xn--"):
        return end
    # In length-prefixed protocols the next message's tag, a letter, stands right behind the text.
    is_tagged = top[:-1] in _TOPS and window[end : end + 1] == b"\0"
    return end - 1 if is_tagged else match.start("address")


def _is_no_mailbox(window: bytes, start: int, domain: bytes) -> bool:
    """Whether the address names a message, a call's party, an algorithm or a URL's user."""
    if domain in _NAMING_DOMAINS or window[max(0, start - 5) : start].lower().endswith((b"sip:", b"sips:")):
        return True
    if window[start - 1 : start] == b"<" and _MESSAGE_ID.search(window, 0, start):
        return True
    low = max(0, start - _USER_INFO_BYTES)
    return window.find(b"://", low, start) >= 0 and _USER_INFO.search(window, low, start) is not None


def _masked(local: bytes, domain: bytes) -> str:
    shown = local[:1] if len(local) > 1 else b""
    return shown.decode("ascii") + "***@" + domain.decode("ascii")


def _confidence(local: bytes, domain: bytes) -> float:
    if local in _ROLES:
        return 0.4
    return 0.6 if domain.rpartition(b".")[2] in _PRIVATE_TOPS else 0.9


DETECTOR: Final = Detector(
    id="email",
    finds="e-mail address",
    source="RFC 5321 4.1.2, RFC 5322 3.4.1 (the forms people have); IANA root zone",
    false_positives="names of the form user@host in logs and commands; role accounts are no persons",
    confidence="0.9 by form and top-level domain; 0.6 under a private one; 0.4 for a role account (info@, noreply@ …)",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
