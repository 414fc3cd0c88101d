"""The words of policies."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.wording import Wording, Words, both, wording

POLICY = wording(
    json.dumps(
        {
            "rules": {
                "pi": {"title": {"zh": "个人信息", "en": "Personal information"}},
                "half": {"title": {"zh": "半"}},
            },
            "bases": {"L.1": {"law": {"zh": "法", "en": "Law"}, "article": "1", "valid": {"from": "2021-09-01"}}},
            "border": {"names": {"TW": {"zh": "中国台湾地区", "en": "Taiwan Region, China"}}},
        }
    )
)


def test_an_id_without_a_title_stands_for_itself() -> None:
    assert POLICY.title("rules", "pi") == Words("个人信息", "Personal information")
    assert POLICY.title("rules", "half") == Words("半", "半")
    assert POLICY.title("classes", "pi.ordinary") == Words("pi.ordinary", "pi.ordinary")
    assert Wording().basis("X.9").law == Words("X.9", "X.9")


def test_a_basis_has_its_article_and_days() -> None:
    basis = POLICY.basis("L.1")
    assert (basis.law.en, basis.article, basis.says, basis.valid_from, basis.valid_to) == (
        "Law",
        "1",
        None,
        "2021-09-01",
        "",
    )


def test_hong_kong_macao_and_taiwan_have_their_names_and_the_policy_may_give_others() -> None:
    assert Wording().country("HK") == Words("中国香港", "Hong Kong SAR, China")
    assert Wording().country("MO") == Words("中国澳门", "Macao SAR, China")
    assert Wording().country("TW") == Words("中国台湾", "Taiwan, China")
    assert POLICY.country("TW") == Words("中国台湾地区", "Taiwan Region, China")
    assert Wording().country("") == Words("未知", "Unknown")
    assert Wording().country("ZZ") == Words("ZZ", "ZZ")


def test_a_reason_has_two_halves() -> None:
    assert both("两个值出境。 / Two values left.") == Words("两个值出境。", "Two values left.")
    assert both("Two values left.") == Words("Two values left.", "Two values left.")


@settings(max_examples=30, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["rules", "bases", "border", "names", "title", "law", "valid", "x"]), inner
            )
        ),
    )
)
def test_any_json_has_some_words(content: object) -> None:
    words = wording(json.dumps(content))
    assert words.title("rules", "x").zh
    assert words.basis("x").id == "x"
    assert words.timezone


def test_text_that_is_no_json_has_no_words() -> None:
    assert wording("{").content == {}
