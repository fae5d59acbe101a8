"""What a careful reviewer points at in a specification, and what such a reviewer lets stand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.quality.explained import Reason, review, unfitting
from govtech.quality.findings import FindingKind, Severity, digest
from govtech.quality.measuring import measurable, repeats
from govtech.quality.models import ABBREVIATIONS, RuleKind
from govtech.quality.wording import folded
from govtech.specifications.template_format import Explanation, Kind, Layer, Level, ParameterType, Section
from tests.ending import it_ends
from tests.quality.texts import CLEAN, CONDITION, LISTS, WORDS_ONLY, findings, found, item, parameter, text

UNITS = ("秒以内", "件以上", "％以上", "営業日以内", "回", "人以下", "か月", "MB以下", "世代", "km以上")
SUBJECTS = (
    "申請の一覧",
    "利用者の登録",
    "帳票の出力",
    "添付の画像",
    "予約の枠",
    "受付の番号",
    "通知の文",
    "権限の一覧",
)
ENDS = ("を表示できること。", "を出力できること。", "を担当の課ごとに設定できること。", "を記録すること。")


@st.composite
def clean_items(draw: st.DrawFn) -> list[Any]:
    """Items as a careful person writes them: one demand, one condition with a number and a unit."""
    subjects = draw(st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=6, unique=True))
    return [
        item(
            f"X-{number:02}",
            level=draw(st.sampled_from(Level)),
            text=subject + draw(st.sampled_from(ENDS)),
            condition=f"試験で{subject}が{draw(st.integers(1, 99_999)):,}{draw(st.sampled_from(UNITS))}となる。",
        )
        for number, subject in enumerate(subjects)
    ]


@given(clean_items())
def test_what_is_written_with_care_is_let_stand(items: list[Any]) -> None:
    assert found(text(*items)) == []


VAGUE = [rule.word for rule in LISTS.of(RuleKind.VAGUE) if rule.word != ABBREVIATIONS]
FIELDS = ("text", "condition", "method", "remedy")


@given(
    st.sampled_from(VAGUE),
    st.sampled_from(FIELDS),
    st.integers(0, len(CLEAN)),
    st.integers(0, len(CONDITION)),
)
def test_a_listed_word_anywhere_is_found_once_at_its_place(
    word: str, field: str, at: int, other: int
) -> None:
    values = {"text": CLEAN, "condition": CONDITION, "method": CONDITION, "remedy": CLEAN}
    place = at if field in {"text", "remedy"} else other
    values[field] = f"{values[field][:place]}、{word}、{values[field][place:]}"
    seen = [one for one in findings(text(item(**values))) if one.kind is FindingKind.VAGUE]
    assert [(one.place, one.field, one.word) for one in seen] == [("X-01", field, word)]
    assert word in seen[0].excerpt


@given(st.sampled_from([rule.word for rule in LISTS.of(RuleKind.PRODUCT)]), st.integers(0, len(CLEAN)))
def test_a_product_is_found_but_beside_words_that_open_the_market(word: str, at: int) -> None:
    named = f"{CLEAN[:at]}（{word}）{CLEAN[at:]}"
    assert (FindingKind.PRODUCT, "X-01", "text", word) in found(text(item(text=named)))
    assert found(text(item(text=named.replace(word, f"{word}または同等のもの")))) == []


@pytest.mark.parametrize(
    "fine",
    [
        "同等の性能を持つ機器を、2台以上置くこと。",
        "「高齢者等」とは、65歳以上の者と障害のある者をいう。高齢者等の申請を窓口でも受け付けること。",
        "情報通信技術を活用した行政の推進等に関する法律の定める様式で出力できること。",
        "JIS X 8341-3:2016「高齢者・障害者等配慮設計指針」に沿うこと。",
        "「適宜」という語を用いない様式で出力できること。",
        "ONLINEの受付を、8時から開けること。",
        "意思決定を迅速化する一覧を出力できること。",
        "大規模な災害の時も、24時間以内に再開すること。",
    ],
)
def test_words_in_names_quotes_and_defined_terms_are_let_stand(fine: str) -> None:
    assert found(text(item(text=fine))) == []


def test_a_word_that_opens_the_scope_of_a_duty_is_found() -> None:
    assert found(text(item(text="申請書、添付書類等を出力できること。"))) == [
        (FindingKind.VAGUE, "X-01", "text", "等")
    ]
    assert found(text(item(), body="受託者は、報告書などを提出する。")) == [
        (FindingKind.VAGUE, "function", "body", "など")
    ]


def test_a_name_is_excused_in_its_own_clause_only() -> None:
    both = item(text="OSはWindowsとし、データベースはOracleまたは同等のものとすること。")
    assert found(text(both)) == [(FindingKind.PRODUCT, "X-01", "text", "Windows")]


def test_a_word_after_the_name_of_a_law_is_found() -> None:
    law = item(text="個人情報の保護に関する法律等の関係法令に従い、表示できること。")
    assert found(text(law)) == [(FindingKind.VAGUE, "X-01", "text", "等")]


def test_background_is_no_duty() -> None:
    assert found(text(item(), body="高齢者などに速やかに届ける。", title="調達の目的")) == []


# -- conditions

NO_MEASURE = """
使いやすい画面であること。|安全に運用できること。|十分な性能を有すること。|適切に管理されていること。|業務に支障がないこと。
職員が操作しやすいこと。|本市と協議して決めること。|安全性を保つこと。|高い可用性を確保する。|円滑に利用できること。|できるだけ早く対応する。
誰もが安心して使えること。|必要な対策を講じる。|柔軟に対応できる構成とする。|関係者と調整する。|セキュリティに配慮する。|問題なく稼働すること。|
""".replace("\n", "|").split("|")
MEASURE = (
    """
3秒以内|{{response_seconds}}以内|JIS X 8341-3:2016の適合レベルAAに準拠する。|全ての画面で確かめる。|別紙3の試験項目に合格する。|マウスを使わずに終えられる。
CSVで出力できる。|二つの方法を手続ごとに選べる。|NF-B-01の目標値を満たす。|失効した証明書の署名は受け付けない。|結果が受付の画面に表示される。|年１回、書面で報告する。
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("condition", NO_MEASURE)
def test_words_of_effort_and_quality_measure_nothing(condition: str) -> None:
    assert not measurable(folded(condition))
    kinds = [kind for kind, *_rest in found(text(item(condition=condition)))]
    assert FindingKind.UNMEASURABLE in kinds
    assert FindingKind.UNMEASURABLE not in [
        kind for kind, *_rest in found(text(item(condition=condition, level=Level.RECOMMENDED)))
    ]


@pytest.mark.parametrize("condition", MEASURE)
def test_numbers_standards_wholes_and_results_that_are_seen_are_accepted(condition: str) -> None:
    assert measurable(folded(condition))


@given(st.sampled_from(NO_MEASURE[1:-1]), st.integers(1, 10**6), st.sampled_from(UNITS))
def test_a_number_with_its_unit_makes_a_condition_measurable(words: str, number: int, unit: str) -> None:
    assert measurable(folded(f"{words}{number}{unit}であること。"))


def test_a_condition_that_only_repeats_the_requirement_says_nothing() -> None:
    said = item(text="手続を名称から探せること。", condition="手続を名称から探せる。")
    assert found(text(said)) == [(FindingKind.REPEATED, "X-01", "condition", "")]
    assert not repeats(
        "手続を名称から探せること。", "別紙3の20の名称の全てで、目的の手続が上位5件に表示される。"
    )


# -- levels, twins, numbers


def test_wording_and_level_agree() -> None:
    weak = item("X-01", text="結果をCSVで出力できることが望ましい。")
    strong = item("X-02", level=Level.OPTIONAL, text="印刷の前に、宛先を確かめなければならない。")
    assert found(text(weak, strong)) == [
        (FindingKind.LEVEL, "X-01", "text", "望ましい"),
        (FindingKind.LEVEL, "X-02", "text", "なければならない"),
    ]
    cipher = item(text="必須の添付と電子政府推奨暗号リストの方式を、画面に表示できること。")
    assert found(text(cipher)) == []


def test_a_condition_with_if_is_no_wish() -> None:
    assert found(text(item(condition="別紙3の10件を表示できれば合格とする。"))) == []
    assert found(text(item(text="できれば、24時間受け付けること。"))) == [
        (FindingKind.LEVEL, "X-01", "text", "できれば")
    ]


def test_one_requirement_stands_once() -> None:
    twin = item("X-02", text=CLEAN.replace("受付の", "受付"))
    assert found(text(item(), twin)) == [(FindingKind.DUPLICATE, "X-02", "text", "")]
    other = item("X-02", level=Level.OPTIONAL)
    assert found(text(item(), other)) == [(FindingKind.LEVEL, "X-02", "text", "")]
    slower = item("X-02", condition="1,000件の一覧が5秒以内に表示される。")
    (one,) = findings(text(item(), slower))
    assert (one.kind, one.word, one.other) == (FindingKind.NUMBERS, "3秒以内・5秒以内", "X-01")
    many = findings(text(*(item(f"X-{n:02}") for n in range(1, 21))))  # each is held against the first alone
    assert [(finding.place, finding.other) for finding in many] == [
        (f"X-{n:02}", "X-01") for n in range(2, 21)
    ]


def test_one_measure_has_one_number() -> None:
    first = item("X-01", text="画面の応答時間は3秒以内とすること。")
    second = item("X-02", text="画面の応答時間は5秒以内とし、繁忙期も変えないこと。")
    assert found(text(first, second)) == [(FindingKind.NUMBERS, "X-02", "text", "3秒・5秒")]
    calm = item("X-03", text="画面が速く表示されること。", condition="画面の応答時間は2秒以内とする。")
    akin = item("X-04", text="全ての画面が速く表示されること。", condition="画面の応答時間は4秒以内とする。")
    assert found(text(calm, akin)) == [(FindingKind.NUMBERS, "X-04", "condition", "2秒・4秒")]


def test_more_at_a_lower_level_is_no_contradiction() -> None:
    low = item("X-01", text="稼働率は99.5％以上とすること。")
    high = item("X-02", text="稼働率は99.9％以上とすること。", level=Level.RECOMMENDED)
    assert found(text(low, high)) == []


def test_a_system_has_one_availability() -> None:
    first = item("X-01", text="稼働率は99.9％以上とすること。", condition="月次報告に毎月の値を示す。")
    second = item("X-02", text="止まらないこと。", condition="システムの稼働率を99.5％以上とする。")
    assert found(text(first, second)) == [(FindingKind.NUMBERS, "X-02", "condition", "99.9%・99.5%")]


def test_numbers_of_different_things_are_let_stand() -> None:
    calm = item("X-01", text="平常時に待たせないこと。", condition="画面の応答時間は3秒以内とする。")
    busy = item("X-02", text="繁忙期の利用の集中に耐えること。", condition="画面の応答時間は5秒以内とする。")
    load = item("X-03", text="負荷に耐えること。", condition="負荷試験で、画面の応答時間は6秒以内とする。")
    assert found(text(calm, busy, load)) == []
    apart = (item("X-01", layers=(Layer.LGWAN,)), item("X-02", layers=(Layer.INTERNET,)))
    assert found(text(*apart)) == []


# -- what holds the text together


def test_values_and_references_that_lead_nowhere() -> None:
    values = [parameter("used"), parameter("unused"), parameter("empty", "")]
    body = "{{used}}と{{empty}}と{{unknown}}と{{see:nowhere}}と{{ Broken }}"
    assert found(text(item(), body=body, parameters=values)) == [
        (FindingKind.STRAY, "function", "body", "{{ Broken }}"),
        (FindingKind.UNDEFINED, "function", "body", "unknown"),
        (FindingKind.REFERENCE, "function", "body", "nowhere"),
        (FindingKind.UNUSED, "unused", "value", "unused"),
        (FindingKind.UNFILLED, "empty", "value", "empty"),
    ]


def test_a_value_is_read_too() -> None:
    when = parameter("hours", "随時", type=ParameterType.TEXT)
    assert found(text(item(), body="受付は{{hours}}とする。", parameters=[when])) == [
        (FindingKind.VAGUE, "hours", "value", "随時")
    ]


def test_empty_chapters_lone_service_levels_and_two_demands_in_one() -> None:
    empty = text(item())
    empty = type(empty)(
        **{**_fields(empty), "sections": (*empty.sections, Section("annex", "別紙", "表の前\n"))}
    )
    assert found(empty) == []
    hollow = type(empty)(**{**_fields(empty), "sections": (Section("annex", "別紙", " \n---\n"),)})
    assert found(hollow) == [(FindingKind.EMPTY, "annex", "body", "")]
    level = item(text="月間稼働率", condition="99.5％以上", method="1分ごとに確かめる。")
    assert found(text(level)) == [(FindingKind.SERVICE, "X-01", "remedy", "")]
    two = item(text="一覧を出力できること。出力を記録すること。")
    (hint,) = findings(text(two))
    assert (hint.kind, hint.severity) == (FindingKind.SEVERAL, Severity.HINT)


def test_a_whole_specification_has_six_categories_its_chapters_and_its_networks() -> None:
    secure = item(kind=Kind.SECURITY, layers=(Layer.LGWAN,))
    missing = found(text(secure), lists=LISTS)
    assert {word for kind, _place, _field, word in missing if kind is FindingKind.CATEGORY} == {
        "可用性",
        "性能・拡張性",
        "運用・保守性",
        "移行性",
        "システム環境",
    }
    assert {word for kind, *_rest, word in missing if kind is FindingKind.NETWORK} == {
        "my_number",
        "internet",
    }
    assert "個人情報" in {word for kind, *_rest, word in missing if kind is FindingKind.CHAPTER}
    assert "個人情報" not in {
        word
        for kind, *_rest, word in found(text(secure, title="個人情報の取扱い"), lists=LISTS)
        if kind is FindingKind.CHAPTER
    }


def test_a_security_requirement_among_those_of_a_network_names_its_own() -> None:
    rows = (
        item("X-01", kind=Kind.SECURITY, layers=(Layer.LGWAN,)),
        item("X-02", kind=Kind.SECURITY, text="端末を登録できること。"),
    )
    assert (FindingKind.LAYERS, "X-02", "layers", "") in found(text(*rows))


# -- explanations


def test_an_explanation_holds_until_the_text_changes() -> None:
    named = text(item(text="既にある基幹の表を、Excelの形で出力できること。"))
    (one,) = findings(named)
    said = {one.key: Reason("庁内で決めた形のため", "豊中市 担当", "2026-12-01")}
    assert review([one], named, said=said).warnings == []
    changed = findings(text(item(text="既にある台帳の表を、Excelの形で出力できること。")))
    assert [row.kind for row in review(changed, named, said=said).warnings] == [FindingKind.PRODUCT]


def test_an_explanation_in_a_chapter_speaks_about_its_sentences() -> None:
    body = "初めの文は短い。\n\n受託者は、適宜、報告する。終わりの文は短い。"
    (one,) = findings(text(item(), body=body))
    (same,) = findings(text(item(), body=body.replace("短い", "長い")))
    (other,) = findings(text(item(), body=body.replace("報告する", "連絡する")))
    (more,) = findings(text(item(), body=f"{body}\n\n適宜、直す。"))
    assert same.key == one.key
    assert len({one.key, other.key, more.key}) == 3


@pytest.mark.parametrize(
    "hostile", ["等" * 50_000, "「" * 50_000, "Excelまたは同等、" * 5_000, "{{" * 25_000]
)
def test_the_check_of_a_hostile_text_ends(hostile: str) -> None:
    with it_ends():
        assert len(findings(text(item(), body=hostile))) <= 1


def test_what_ships_with_a_template_is_known_by_its_words() -> None:
    named = text(item(text="一覧を、Excelの形で出力できること。"))
    shipped = Explanation(
        "product", "X-01", "text", "Excel", "Excelの形で", "国の様式のため", "事務局", "2026-12-01"
    )
    result = review(findings(named), named, [shipped])
    assert (result.warnings, [reason.why for _one, reason in result.explained]) == ([], ["国の様式のため"])
    elsewhere = text(item(text="帳票を、Excelで出力できること。"))
    assert len(review(findings(elsewhere), elsewhere, [shipped]).warnings) == 1
    assert unfitting(findings(text(item())), [shipped]) == [shipped]


def test_one_digest_for_one_set_of_findings() -> None:
    rows = findings(text(item(text="速やかに、適宜、表示できること。")))
    assert digest(rows) == digest(list(reversed(rows)))
    assert digest(rows) != digest(rows[:1])


def _fields(template: Any) -> dict[str, Any]:
    return {name: getattr(template, name) for name in template.__dataclass_fields__}


def test_the_list_may_be_empty() -> None:
    assert found(text(item(text="速やかに表示できること。")), lists=type(WORDS_ONLY)(())) == []
