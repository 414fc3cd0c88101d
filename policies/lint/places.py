"""What a policy says of places: overrides, relays, and where incidents are sent."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from policies.lint.check import Case, Check, Said
from policies.prefixes import prefix_table

GENERIC: Final = frozenset(
    ("ai", "am", "cc", "co", "fm", "gg", "in", "io", "la", "ly", "me", "so", "to", "tv", "vc", "ws")
)
"""Country domains that are used all over the world."""


def _unexplained(case: Case, *, kind: str, keys: tuple[str, ...]) -> Said:
    for path, one in case.entries(*keys):
        has = {"reason": one["reason"] or one.get("note"), "by": one["by"], "until": one["until"]}
        missing = [key for key, value in has.items() if not value]
        if missing:
            yield (
                path,
                f"{kind} {one['cidr']} lacks {', '.join(missing)}; say why, who says so, and until when it holds",
            )


def _unexplained_override(case: Case) -> Said:
    return _unexplained(case, kind="override of", keys=("geo", "overrides"))


def _unexplained_relay(case: Case) -> Said:
    return _unexplained(case, kind="relay", keys=("geo", "relays"))


def _public_mainland(case: Case) -> Said:
    for path, one in case.entries("geo", "overrides"):
        answer = one["place"] or one["country"] or one["jurisdiction"]
        home = answer in ("mainland", "local", *case.policy.border.mainland)
        if home and ipaddress.ip_network(one["cidr"]).is_global:
            yield (
                path,
                f"{one['cidr']} is public and called {answer}, so nothing sent there is judged; prove that it is",
            )


def _redundant(case: Case) -> Said:
    """Overrides within one that already gives their answer."""
    told = [
        (path, one, one["place"] or one["country"] or one["jurisdiction"])
        for path, one in case.entries("geo", "overrides")
    ]
    table = prefix_table((one["cidr"], (one, answer)) for _, one, answer in told)
    for path, one, answer in told:
        net = ipaddress.ip_network(one["cidr"])
        above = next(
            (a for a in table.at(str(net[0])) if ipaddress.ip_network(a[0]["cidr"]).prefixlen < net.prefixlen), None
        )
        if above and above[1] == answer and above[0]["until"] == one["until"]:
            yield path, f"{one['cidr']} lies in {above[0]['cidr']}, which says {answer} already; remove one of them"


def _output_abroad(case: Case) -> Said:
    for path, one in case.entries("outputs"):
        host = _host(one["to"]) if one["kind"] in ("syslog", "webhook") else ""
        if host and one["redaction"] != "statistics_only" and _abroad(host, case):
            yield (
                (*path, "to"),
                f"{host} is abroad, so what is sent there is an export itself; "
                "send it to a host at home, or write redaction: statistics_only",
            )


def _host(to: str) -> str:
    """The host of a URL or of an address with a port."""
    try:
        return urlsplit(to if "//" in to else f"//{to}").hostname or ""
    except ValueError:
        return ""


def _abroad(host: str, case: Case) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        top = host.rstrip(".").rpartition(".")[2].lower()
        home = {code.lower() for code in case.policy.border.mainland}
        return bool(re.fullmatch(r"[a-z]{2}", top)) and "." in host and top not in GENERIC | home
    return case.place_of(host) in ("outside", "disputed")


CHECKS: Final = (
    Check("unexplained-override", "warning", _unexplained_override, "an override without reason, name or end"),
    Check("unexplained-relay", "warning", _unexplained_relay, "a relay without reason, name or end"),
    Check("public-override-to-mainland", "warning", _public_mainland, "a public prefix that is called mainland"),
    Check("redundant-override", "note", _redundant, "an override within one that says the same"),
    Check("output-abroad", "error", _output_abroad, "incidents sent abroad with more than statistics"),
)
