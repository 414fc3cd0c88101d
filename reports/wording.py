"""The words a policy gives its ids, in Chinese and English; an id without words stands for itself (pure)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from policies.reasons import SEPARATOR
from reports.countries import COUNTRIES

DEFAULT_ZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """An article as the policy cites it."""

    id: str
    law: Words
    article: str
    says: Words | None
    confidence: str  # how surely the text was checked, "" where the policy does not say
    valid_from: str
    valid_to: str
    text: Words | None = None  # the article's own words
    penalty: str = ""  # id of the basis that sets the fine
    liability: tuple[str, ...] = ()  # "administrative", "criminal", "civil", "integrity"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one policy. `content` is the value of `Policy.report_json()`."""

    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def timezone(self) -> str:
        """The processor's zone, an IANA name."""
        zone = self.content.get("timezone")
        return zone if isinstance(zone, str) else DEFAULT_ZONE

    def title(self, section: str, key: str) -> Words:
        """The title of an entry of `rules`, `classes`, `transfers` or `assets`."""
        entry = self._entry(section, key)
        if section == "rules" and not entry:
            entry = self._entry("thresholds", key)  # reaching one is an incident, too
        return words(entry.get("title"), key)

    def country(self, code: str) -> Words:
        """How the policy names a country or region, else the common name."""
        named = _mapping(_mapping(self.content.get("border")).get("names")).get(code)
        common = COUNTRIES.get(code, (code, code)) if code else ("未知", "Unknown")
        return words(named, "") if named else Words(*common)

    def basis(self, key: str) -> LegalBasis:
        """The article behind the id of a legal basis."""
        entry = self._entry("bases", key)
        valid = _mapping(entry.get("valid"))
        return LegalBasis(
            id=key,
            law=words(entry.get("law"), key),
            article=str(entry.get("article", "")),
            says=words(entry["says"], "") if entry.get("says") else None,
            confidence=str(entry.get("confidence", "")),
            valid_from=str(valid.get("from", "")),
            valid_to=str(valid.get("to", "")),
            text=words(entry["text"], "") if entry.get("text") else None,
            penalty=str(entry.get("penalty", "")),
            liability=tuple(map(str, entry.get("liability") or ())),
        )

    def knows(self, section: str, key: str) -> bool:
        """Whether the policy has an entry of that id."""
        return key in _mapping(self.content.get(section))

    def _entry(self, section: str, key: str) -> Mapping[str, Any]:
        return _mapping(_mapping(self.content.get(section)).get(key))


def wording(policy_json: str) -> Wording:
    """The wording of a policy from its JSON; one that cannot be read has no words."""
    try:
        return Wording(_mapping(json.loads(policy_json)))
    except ValueError:
        return Wording()


def words(value: object, default: str) -> Words:
    """The words of `{zh, en}`, where one language stands in for the other, or of a plain string."""
    if isinstance(value, str):
        return Words(value, value)
    given = _mapping(value)
    zh, en = given.get("zh"), given.get("en")
    return Words(str(zh or en or default), str(en or zh or default))


def both(reason: str) -> Words:
    """The halves of a reason written "中文。 / English."."""
    zh, found, en = reason.partition(SEPARATOR)
    return Words(zh, en if found else zh)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
