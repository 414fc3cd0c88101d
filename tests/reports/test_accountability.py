"""The ladder of accountability says what the cited articles say, and no more."""

from reports.accountability import cited, ladder, penalty
from reports.wording import Wording, Words

LAW = {"zh": "数据安全法", "en": "Data Security Law"}
WORDING = Wording(
    {
        "bases": {
            "DSL.31": {"law": LAW, "article": "31", "penalty": "DSL.46"},
            "DSL.46": {"law": LAW, "article": "46", "liability": ["administrative", "integrity"]},
            "SSL.57": {"law": LAW, "article": "57", "liability": ["criminal"]},
            "NOWHERE": {"law": LAW, "penalty": "MISSING"},
        }
    }
)


def rungs(*names: str) -> dict[str, list[str]]:
    found = ladder(map(WORDING.basis, names), WORDING)
    return {rung.kind: [basis.id for basis in rung.articles] for rung in found}


def test_an_article_leads_to_what_its_penalty_article_says() -> None:
    assert rungs("DSL.31") == {"administrative": ["DSL.46"], "criminal": [], "civil": [], "integrity": ["DSL.46"]}


def test_every_rung_stands_even_where_no_article_speaks_of_it() -> None:
    assert list(rungs()) == ["administrative", "criminal", "civil", "integrity"]


def test_an_article_is_named_once_however_often_it_is_reached() -> None:
    assert rungs("DSL.31", "DSL.46", "SSL.57")["administrative"] == ["DSL.46"]
    assert rungs("DSL.31", "DSL.46", "SSL.57")["criminal"] == ["SSL.57"]


def test_a_penalty_that_the_policy_does_not_hold_is_none() -> None:
    assert penalty(WORDING.basis("NOWHERE"), WORDING) is None
    assert ladder([WORDING.basis("UNKNOWN")], Wording())[0].articles == ()


def test_an_article_is_cited_by_law_and_number() -> None:
    assert cited(WORDING.basis("DSL.46")) == Words("《数据安全法》第46条", "Data Security Law, art. 46")
    assert cited(WORDING.basis("NOWHERE")) == Words("数据安全法", "Data Security Law")
