"""`kouan policy explain`: what a policy means, and what it would say of a transfer that is only described."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from agent.cli.language import language_option, spoken
from agent.cli.policy.loading import UNUSABLE, end, policy_named

if TYPE_CHECKING:
    from agent.cli.language import Language
    from policies.policy import Policy
    from policies.transfer import Transfer
    from reports.policy_sentences import Explained

WIDEST: Final = 110


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("what", required=False, metavar="[WHAT]")
@click.option("--to", "receiver", metavar="ADDRESS", help="Describe a transfer: the receiver's address.")
@click.option("--country", metavar="XX", help="Where the receiver is; without it as the geographic data says.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A host name it bears; may be repeated.")
@click.option("--from", "sender", default="192.168.0.1", metavar="ADDRESS", help="The sender, inside the mainland.")
@click.option(
    "--found", multiple=True, metavar="DETECTOR[=N]", help="What it holds, N distinct values; may be repeated."
)
@click.option("--day", metavar="DAY", help="When, such as 2026-11-20; today without it.")
@language_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def explain(
    file: str,
    what: str | None,
    receiver: str | None,
    country: str | None,
    names: tuple[str, ...],
    sender: str,
    found: tuple[str, ...],
    day: str | None,
    language: "Language",
    *,
    as_json: bool,
) -> None:
    """Say in plain words what policy FILE means: all of it, or WHAT (a section or the id of an entry).

    With --to it judges a transfer that is only described, and says what each register entry answers.

    \b
    Example:
      kouan policy explain pipl-general GEN-001
      kouan policy explain pipl-general --to 198.51.100.7 --country US --found cn.mobile=20
    """
    policy = policy_named(file)
    if receiver:
        transfer = _described(policy, receiver, country, names, sender, found, day)
        _show_verdict(policy, transfer, language, as_json=as_json)
        return
    told = _chosen(policy, what)
    if not told:
        end(f"{what}: no such section or entry in {file}", UNUSABLE)
    if as_json:
        click.echo(
            json.dumps(
                {"policy": policy.name, "hash": policy.hash, "entries": [asdict(one) for one in told]},
                ensure_ascii=False,
            )
        )
    else:
        for line in _lines(told, language):
            click.echo(line)


def _chosen(policy: "Policy", what: str | None) -> "list[Explained]":
    from reports.policy_sentences import explained
    from reports.wording import wording

    entries = explained(wording(policy.report_json()))
    return [one for one in entries if what is None or what in {one.section, one.id}]


def _lines(told: "list[Explained]", language: "Language") -> Iterator[str]:
    from agent.cli.table import printable
    from reports.labels import label
    from reports.policy_changes import SECTION
    from reports.wording import Words

    for one in told:
        section = label(SECTION, one.section)
        titles = ("" if text == one.id else f" {text}" for text in (one.title.zh, one.title.en))
        zh, en = (f"{name} {one.id}{title}" for name, title in zip((section.zh, section.en), titles, strict=True))
        yield printable(spoken(Words(zh, en), language))
        for sentence in one.says:
            yield from map(printable, _wrapped(sentence, language))
        yield ""


def _wrapped(sentence: Any, language: "Language") -> Iterator[str]:
    from reports.wrapping import wrapped

    width = min(shutil.get_terminal_size().columns, WIDEST)
    texts = {"zh": (sentence.zh,), "en": (sentence.en,)}.get(language) or dict.fromkeys((sentence.zh, sentence.en))
    for text in texts:
        yield from wrapped(text, width, "    ")


def _described(
    policy: "Policy",
    receiver: str,
    country: str | None,
    names: tuple[str, ...],
    sender: str,
    found: tuple[str, ...],
    day: str | None,
) -> "Transfer":
    """The transfer that the options describe; what they get wrong is wrong usage."""
    from policies.finding import Tally
    from policies.transfer import Transfer

    at_ns = _noon_ns(day, policy)
    tallies = tuple(Tally(detector, count, 1.0, (), ()) for detector, count in map(_counted, found))
    here, there = _places(policy, sender, receiver, country, at_ns)
    return Transfer(
        "tcp", sender, 0, receiver, 443, sender, receiver, at_ns, at_ns, 0, here, there, names=names, findings=tallies
    )  # fmt: skip


def _noon_ns(day: str | None, policy: "Policy") -> int:
    try:
        at = datetime.fromisoformat(f"{day}T12:00:00") if day else datetime.now(UTC).astimezone(policy.zone)
    except ValueError:
        raise click.BadParameter(f"{day!r} is not a day; write it as 2026-12-31", param_hint="--day") from None
    return int(at.replace(tzinfo=policy.zone).timestamp()) * 10**9


def _counted(text: str) -> tuple[str, int]:
    from policies.detector_ids import DETECTOR_IDS

    detector, _, count = text.partition("=")
    if detector not in DETECTOR_IDS and not detector.startswith("x."):
        raise click.BadParameter(f"{detector!r} is no detector; `kouan detectors` lists them", param_hint="--found")
    if count and not count.isdecimal():
        raise click.BadParameter(f"{text!r}: write a number behind the =", param_hint="--found")
    return detector, int(count or 1)


def _places(policy: "Policy", sender: str, receiver: str, country: str | None, at_ns: int) -> Any:
    """Both places: what is given, else what the geographic data says."""
    from agent.cli.geography import atlases
    from geo.maxmind import DatabaseMissing
    from geo.place import Jurisdiction, Place

    day = datetime.fromtimestamp(at_ns // 10**9, UTC).astimezone(policy.zone).date()
    try:
        atlas = atlases((), policy)(day)
        here, there = atlas.place(sender), atlas.place(receiver)
    except DatabaseMissing as error:
        end(str(error), UNUSABLE)
    except ValueError:
        raise click.BadParameter("not an IP address", param_hint="--to / --from") from None
    if country:
        code = country.upper()
        inside = code in policy.border.mainland
        there = Place(code, code, Jurisdiction.MAINLAND if inside else Jurisdiction.OUTSIDE, "assumed", "as given")
    return here, there


def _show_verdict(policy: "Policy", transfer: "Transfer", language: "Language", *, as_json: bool) -> None:
    from policies.judge import judge
    from policies.trial import tried
    from reports.wording import both

    verdict = judge(transfer, policy)
    trials = tried(policy, transfer, verdict.findings, verdict.day)
    if as_json:
        paths = [{"id": one.path.id, "failed": one.failed, "why": one.why, "remedy": one.remedy} for one in trials]
        click.echo(
            json.dumps(
                {**asdict(verdict), "country": transfer.receiver_place.country, "paths": paths}, ensure_ascii=False
            )
        )
        return
    place = transfer.receiver_place
    click.echo(f"{verdict.outcome} {verdict.severity}  {' '.join(verdict.rules)}".rstrip())
    click.echo(f"{transfer.receiver}: {place.country or '?'} {place.jurisdiction.label}, {place.source}")
    for reason in verdict.reasons:
        for line in _wrapped(both(reason), language):
            click.echo(line)
    for one in trials:
        click.echo(f"{one.path.id}: {one.failed or 'covers it'}")
        for line in (*_wrapped(both(one.why), language), *(_wrapped(both(one.remedy), language) if one.remedy else ())):
            click.echo(line)
    if verdict.basis:
        click.echo(f"basis: {', '.join(verdict.basis)}")
