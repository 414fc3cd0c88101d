"""The report as one HTML file: nothing outside is loaded, everything from the network is escaped.

The only door to Jinja2. Style and script are named in the Content-Security-Policy by their SHA-256,
so nothing that a capture smuggles in can style or run.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from policies.kept import kept_policy
from reports import labels, quantities
from reports.accountability import cited, ladder
from reports.explanation_paths import Trial, tried_paths
from reports.explanation_paths import summary as summary_of_trial
from reports.grounds import bases, located, named_place, places, reasons
from reports.headcount import SECOND_NS, Standing
from reports.sankey import OTHERS, Node, sankey
from reports.snapshot import Snapshot
from reports.summary import Summary, summarise
from reports.wording import Wording, Words

if TYPE_CHECKING:
    from jinja2 import Environment

Language = Literal["both", "zh", "en"]

MOST_ROWS: Final = 200
BAR_WIDTH: Final = 1000
GAUGE_WIDTH: Final = 400
TONES: Final = {"read": "tone-read", "opaque": "tone-opaque", "gap": "tone-lost", "over_budget": "tone-lost"}
NOT_READ: Final = Words("未能读取", "Encrypted or unreadable")


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the bar that shows what became of payload bytes; `x` and `width` of 1000."""

    name: str
    bytes: int
    share: str
    tone: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Gauge:
    """One threshold as a bar of GAUGE_WIDTH: a line from lower to upper bound, filled to the estimate."""

    standing: Standing
    title: Words
    lower: float
    estimate: float
    upper: float
    marks: tuple[float, ...]  # where warnings begin
    people: int  # estimate and baseline
    share: str
    reached_ns: int  # 0 where it is not


def render_page(snapshot: Snapshot, language: Language = "both") -> str:
    """The report; `language` is the one it opens with, the reader can switch."""
    environment = _environment()
    summary = summarise(snapshot)
    environment.filters["moment"] = quantities.moments(snapshot.wording.timezone)
    footer = snapshot.runs[0].run.policy_hash[:12] if snapshot.runs else ""
    style = environment.get_template("report.css").render(footer="".join(filter(str.isalnum, footer)))
    script = environment.get_template("report.js").render()
    return environment.get_template("report.html").render(
        **_content(snapshot, summary),
        language=language,
        style=_verbatim(style),
        style_hash=_hash(style),
        script=_verbatim(script),
        script_hash=_hash(script),
    )


def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(count=quantities.count, volume=quantities.volume, shorten=quantities.shorten)
    return environment


def _verbatim(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{b64encode(digest).decode()}"


def _content(snapshot: Snapshot, summary: Summary) -> dict[str, Any]:
    wording = snapshot.wording
    return {
        "snapshot": snapshot,
        "summary": summary,
        "run": snapshot.runs[0].run if snapshot.runs else None,
        "picture": sankey(snapshot.crossings),
        "coverage": tuple(segments(summary.seen.bytes)),
        "wording": wording,
        "wordings": snapshot.wordings(),
        "labels": labels,
        "label": labels.label,
        "reason_words": labels.reason,
        "share": quantities.share,
        "most": MOST_ROWS,
        "class_words": partial(_class_words, wording),
        "place_words": partial(_place_words, wording),
        "node_words": partial(_node_words, wording),
        "trials": _trials(snapshot),
        "trial_summary": summary_of_trial,
        "ladder": ladder,
        "cited": cited,
        "reasons": reasons,
        "gauges": tuple(map(gauge, snapshot.people.standings)) if snapshot.people else (),
        "group_words": partial(labels.label, labels.GROUP),
        "bases": bases,
        "places": places,
        "located": located,
    }


def _trials(snapshot: Snapshot) -> dict[str, Trial]:
    """Incident -> what the register says of it, where the record keeps enough of the policy that judged."""
    wordings = snapshot.wordings()
    wanted = {case.incident.policy_hash for case in snapshot.cases}
    kept = {run.run.policy_hash: run.run.policy_json for run in snapshot.runs if run.run.policy_hash in wanted}
    policies = {digest: kept_policy(text, digest) for digest, text in kept.items()}
    return {
        case.incident.id: tried_paths(case, policy, wordings[case.incident.policy_hash])
        for case in snapshot.cases
        if (policy := policies.get(case.incident.policy_hash)) is not None
    }


def segments(volumes: Mapping[str, int]) -> Iterator[Segment]:
    """The bar of payload bytes: what left and was not read first, so that it is seen."""
    whole = sum(volumes.values())
    first = (*labels.UNSEEN, "read")
    x = 0.0
    for name in sorted(volumes, key=lambda name: (name not in first, -volumes[name])):
        width = volumes[name] / whole * BAR_WIDTH
        yield Segment(
            name, volumes[name], quantities.share(volumes[name], whole), TONES.get(name, "tone-calm"), x, width
        )
        x += width


def gauge(standing: Standing) -> Gauge:
    """How far a year has come toward a threshold; what is beyond it is not drawn."""
    threshold, known = standing.threshold, standing.baseline
    lengths = [min((count + known) / threshold.at, 1) * GAUGE_WIDTH for count in _bounds(standing)]
    return Gauge(
        standing=standing,
        title=Words(threshold.title.zh, threshold.title.en),
        lower=lengths[0],
        estimate=lengths[1],
        upper=lengths[2],
        marks=tuple(share * GAUGE_WIDTH for share in threshold.warn_at),
        people=standing.heads.estimate + known,
        share=quantities.share(standing.heads.estimate + known, threshold.at),
        reached_ns=(standing.reached_s or 0) * SECOND_NS,
    )


def _bounds(standing: Standing) -> tuple[int, int, int]:
    return standing.heads.lower, standing.heads.estimate, standing.heads.upper


def _class_words(wording: Wording, name: str) -> Words:
    return wording.title("classes", name) if name else NOT_READ


def _place_words(wording: Wording, country: str, jurisdiction: str) -> Words:
    return named_place(country, jurisdiction, wording)


def _node_words(wording: Wording, node: Node) -> Words:
    if node.name == OTHERS:
        return Words(f"其他 {node.folded} 项", f"{node.folded} others")
    if node.column == 0:
        return Words(node.name, node.name)
    return _class_words(wording, node.name) if node.column == 1 else wording.country(node.name)
