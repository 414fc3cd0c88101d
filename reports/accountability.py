"""The ladder of accountability: what the articles behind an incident can lead to, as each of them says (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reports.labels import labelled
from reports.wording import LegalBasis, Wording, Words

RUNGS: Final = labelled(
    {
        "administrative": ("行政责任", "administrative"),
        "criminal": ("刑事责任", "criminal"),
        "civil": ("民事责任", "civil"),
        "integrity": ("诚信记录", "integrity record"),
    }
)
"""The kinds of liability that `liability` of a basis may name."""

SILENT: Final = Words(
    "所引条文未载明；不表示不承担。", "none of the cited articles says so, which is no assurance that there is none."
)


@dataclass(frozen=True, slots=True)
class Rung:
    """One kind of liability, and the articles that lead to it; none where no cited article says so."""

    kind: str
    title: Words
    articles: tuple[LegalBasis, ...]


def ladder(bases: Iterable[LegalBasis], wording: Wording) -> tuple[Rung, ...]:
    """All four rungs, for the articles cited and those that set their penalties."""
    cited: dict[str, LegalBasis] = {}
    for basis in bases:
        cited[basis.id] = basis
        if fine := penalty(basis, wording):
            cited[fine.id] = fine
    return tuple(
        Rung(kind, title, tuple(basis for basis in cited.values() if kind in basis.liability))
        for kind, title in RUNGS.items()
    )


def penalty(basis: LegalBasis, wording: Wording) -> LegalBasis | None:
    """The article that sets the penalty of another; None where the policy names none."""
    return wording.basis(basis.penalty) if basis.penalty and wording.knows("bases", basis.penalty) else None


def cited(basis: LegalBasis) -> Words:
    """An article by its law and number."""
    if not basis.article:
        return basis.law
    return Words(f"《{basis.law.zh}》第{basis.article}条", f"{basis.law.en}, art. {basis.article}")
