"""How a query is read: phrases, exclusions, filters, sentences, and what is said about the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import analysis
from search.folding import fold, match_form, printable
from search.query import LIMIT, parse
from search.synonyms import parse as parse_synonyms
from search.variants import VARIANTS


def codes(text: str) -> list[str]:
    return [note.code for note in parse(text).notes]


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    parsed = parse('道路 "電子申請" -窓口 －"待ち時間"')
    assert [(clause.terms, clause.exact) for clause in parsed.clauses] == [
        (("道路",), False),
        (("電子", "申請"), True),
    ]
    assert [clause.text for clause in parsed.excluded] == ["窓口", "待ち時間"]


def test_filters_are_understood_in_both_languages_and_widths() -> None:
    assert parse("種別：補助金 市町村:豊中市 initiative:15").filters == {
        "k": ("subsidy",),
        "m": ("豊中市",),
        "i": ("15",),
    }
    assert parse("kind:need -種別:事例").excluded_filters == {"k": ("case",)}
    assert parse('市町村:"大阪 狭山市"').filters == {"m": ("大阪 狭山市",)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("色:赤", "unknown_field"),
        ("種別:", "empty_field"),
        ("種別:ほげ", "unknown_kind"),
        ("-kind:thing 道路", "unknown_kind"),
        ("initiative:十五", "bad_initiative"),
        ('"道路', "open_quote"),
        ("-道路", "only_minus"),
        ("道" * (LIMIT + 1), "too_long"),
        ("です。", "no_words"),
    ],
)
def test_what_was_not_understood_is_explained(text: str, code: str) -> None:
    assert code in codes(text)
    assert all(note.text for note in parse(text).notes)


def test_a_kind_that_does_not_exist_names_those_that_do_and_narrows_nothing() -> None:
    parsed = parse("種別:ほげ 道路")
    assert parsed.filters == {}
    assert [clause.text for clause in parsed.clauses] == ["道路"]
    assert "ほげ" in parsed.notes[0].text
    for name in ("事例", "ニーズ", "補助金", "実証実験", "共同調達"):
        assert name in parsed.notes[0].text
    assert parse("kind:subsidy 種別:標準仕様書ひな形").filters == {"k": ("subsidy", "template")}


def test_times_and_addresses_are_not_taken_for_filters() -> None:
    assert codes("10:30") == []
    assert codes("https://example.jp/") == []


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    assert parse("LGWAN-ASP").excluded == ()


def test_a_question_is_known_from_keywords() -> None:
    assert parse("道路の穴はどこに通報すればよいですか").is_sentence
    assert not parse("道路損傷の通報 豊中市").is_sentence


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_anything_can_be_read(text: str) -> None:
    parse(text)
    folded = fold(text)
    for start in range(len(folded.text)):
        first, last = folded.original(start, start + 1)
        assert 0 <= first < last <= len(text)
    for token in analysis.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
    printable(text).encode("utf-8")


def test_widths_old_characters_and_radicals_are_one() -> None:
    assert match_form("髙﨑") == match_form("高崎")
    assert match_form("⾼槻市・⾏政") == match_form("高槻市・行政")
    assert match_form("ＡＢＣ １２３ ﾊﾞｽ") == "abc 123 バス"
    assert match_form("葛\U000e0100城") == "葛城"
    assert match_form("國學院") == "国学院"
    assert all(len(old) == len(new) == 1 for old, new in VARIANTS.items())


def test_terms_are_normalised_content_words() -> None:
    assert analysis.terms("サーバの行なう処理です") == ["サーバー", "行う", "処理"]
    assert analysis.parts("チャットボット") == ("チャット", "ボット")
    assert analysis.terms("あ" * 60_000) is not None


def test_synonym_lines_that_say_nothing_are_reported_and_the_others_kept() -> None:
    others, problems = parse_synonyms("# 見出し\nRPA = 業務自動化\n道路\n税 > 市税\n")
    assert others[("rpa",)] == (("業務", "自動", "化"),)
    assert ("市", "税") not in others
    assert [(problem.line, problem.text) for problem in problems] == [(3, "道路")]
