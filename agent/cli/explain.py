"""`kouan explain`: why an incident is one, in plain Chinese and English."""

import json
import shutil
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Final, NoReturn

import click

from agent.cli.incidents import REFUSED, UNUSABLE, database_option, incident_name
from agent.cli.language import language_option

if TYPE_CHECKING:
    from agent.cli.language import Language
    from reports.explanation import Explanation

WIDEST: Final = 110
"""Places of a line; longer ones are hard to read."""


@click.command()
@click.argument("incident", metavar="INCIDENT")
@database_option
@language_option
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object on stdout.")
def explain(incident: str, database: str, language: "Language", *, as_json: bool) -> None:
    """Explain INCIDENT: what left, where to, why no lawful path covers it, the law, and what to do.

    Each register entry is tried with the policy that judged, and its first failing condition is named. This is no
    legal advice.

    \b
    Example:
      kouan explain INC-3F9A2C7B
      kouan explain INC-3F9A2C7B --lang zh
    """
    from reports.explanation_text import explanation_text
    from reports.unavailable import StoreUnavailable

    try:
        found = _explanation(database, incident_name(incident))
    except StoreUnavailable as error:
        _end(str(error), UNUSABLE)
    if found is None:
        _end(f"{incident}: no such incident in {database}; `kouan incidents list` names them", REFUSED)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        width = min(shutil.get_terminal_size().columns, WIDEST)
        click.echo(explanation_text(found, language, width))


def _explanation(database: str, incident: str) -> "Explanation | None":
    from policies.detectors import DETECTORS
    from policies.kept import kept_policy
    from reports.explanation import Knowledge, explain
    from reports.explanation_counts import counted
    from reports.store import Store
    from reports.wording import wording

    with Store.read(database) as store:
        case = store.case(incident)
        if case is None:
            return None
        digest = case.incident.policy_hash
        text, detected_ns = store.policy(digest), store.detected_ns(incident)
        people = store.people(int(case.incident.day[:4] or 0))
    known = Knowledge(
        wording=wording(text),
        policy=kept_policy(text, digest),
        detectors={detector.id: detector for detector in DETECTORS},
        detected_ns=detected_ns,
        database=database,
        counted=counted(case.incident, people) if people else (),
    )
    return explain(case, known)


def _end(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)
