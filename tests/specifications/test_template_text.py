"""From a template to text: values as people type them, numbering, and nothing typed can change the document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.core.errors import Invalid
from govtech.core.markup import render_markdown
from govtech.specifications.template_format import Parameter, ParameterType, Template, version_rank
from govtech.specifications.template_reading import load
from govtech.specifications.template_text import parse_value, parts, shown, to_markdown, values_for
from tests.specifications.folder import write_template

NUMBER = Parameter("n", "人口", ParameterType.INTEGER, "人")
DECIMAL = Parameter("d", "稼働率", ParameterType.DECIMAL, "％")
DAY = Parameter("s", "開始日", ParameterType.DATE)
WORDS = Parameter("t", "名称", ParameterType.TEXT)
CHOICE = Parameter("c", "網", ParameterType.CHOICE, choices=("α", "β"))


@pytest.fixture
def template(tmp_path: Path) -> Template:
    return load(write_template(tmp_path / "spec_templates"))


@pytest.mark.parametrize(
    ("parameter", "typed", "value", "text"),
    [
        (NUMBER, "１２，０００", "12000", "12,000人"),
        (NUMBER, "12,000", "12000", "12,000人"),
        (NUMBER, "007", "7", "7人"),
        (NUMBER, "", "", "【人口】人"),
        (DECIMAL, "９９．５", "99.5", "99.5％"),
        (DECIMAL, "100", "100", "100％"),
        (DAY, "2027-04-01", "2027-04-01", "令和9年4月1日"),
        (DAY, "２０２７年４月１日", "2027-04-01", "令和9年4月1日"),
        (DAY, "2027/4/1", "2027-04-01", "令和9年4月1日"),
        (WORDS, "  堺市\n情報課 ", "堺市 情報課", "堺市 情報課"),
        (CHOICE, "β", "β", "β"),
    ],
)
def test_values_are_read_as_people_type_them(parameter: Parameter, typed: str, value: str, text: str) -> None:
    assert parse_value(parameter, typed) == value
    assert shown(parameter, value) == text


@pytest.mark.parametrize(
    ("parameter", "typed"),
    [
        (NUMBER, "many"),
        (NUMBER, "-1"),
        (NUMBER, "1.5"),
        (NUMBER, "9" * 17),
        (NUMBER, "٣"),
        (DECIMAL, "1e5"),
        (DECIMAL, "nan"),
        (DECIMAL, "1." + "1" * 7),
        (DAY, "2027-02-30"),
        (DAY, "tomorrow"),
        (DAY, "99999-1-1"),
        (WORDS, "長" * 201),
        (CHOICE, "γ"),
    ],
)
def test_values_that_cannot_be_read_are_refused(parameter: Parameter, typed: str) -> None:
    with pytest.raises(Invalid):
        parse_value(parameter, typed)


@given(st.sampled_from([NUMBER, DECIMAL, DAY, WORDS, CHOICE]), st.text(max_size=300))
def test_any_value_is_read_or_refused_and_reads_the_same_again(parameter: Parameter, typed: str) -> None:
    try:
        value = parse_value(parameter, typed)
    except Invalid:
        return
    assert parse_value(parameter, value) == value
    assert "\n" not in shown(parameter, value)


@given(st.text(max_size=200))
def test_nothing_typed_becomes_markup(typed: str) -> None:
    try:
        text = shown(WORDS, parse_value(WORDS, f"x {typed} x"))
    except Invalid:
        return
    html = render_markdown(f"| a | b |\n| --- | --- |\n| {text} | c |")
    assert html.count("<td") == 2
    for tag in ("<a ", "<em", "<strong", "<code", "<del"):
        assert tag not in html


def test_a_missing_value_is_the_default_and_an_emptied_one_a_place_to_write_in(template: Template) -> None:
    assert values_for(template, {})["users"] == "1200"
    assert "【利用者数】人が使う。" in to_markdown(template, values_for(template, {"users": ""}))


def test_every_wrong_value_is_named(template: Template) -> None:
    with pytest.raises(Invalid) as refused:
        values_for(template, {"users": "x", "target": "y"})
    assert set(refused.value.errors) == {"users", "target"}


def test_the_whole_text_is_numbered_in_the_japanese_way(template: Template) -> None:
    text = to_markdown(template, values_for(template, {"users": "３４５６"}))
    for line in (
        "# 見本 共同調達仕様書（案）",
        "## 第1章　目的",
        "### 1.1　背景",
        "3,456人が使う。要件は第2章と2.1に示す。",
        "#### (1)　経緯",
        "**表1-1　経緯の表**",
        "### 1.2　目的",
        "### 2.1　入力",
        "**表2-1　入力**",
        "| 番号 | 水準 | 要件 | 確認の条件 | 対象の網 |",
        "| SA-01 | 必須 | 入力できること。 | 30秒以内に終わる。 | LGWAN接続系 |",
        "| NF-A-01 | 推奨 | 利用できること。 | 月の99.9％以上。 | 共通要件から変更（試行のため） |",
        "## 付録1　この仕様書で定めた値",
        "| 利用者数 | 3,456人 |",
        "- 資料 https://www.example.jp/",
    ):
        assert line in text.splitlines()


def test_sections_that_follow_headings_go_on_counting(template: Template) -> None:
    purpose, functional, *rest = template.sections
    joined = replace(functional, body="## 読み方\n\n必須から読む。")
    labels = [part.label for part in parts(replace(template, sections=(purpose, joined, *rest)), {})]
    assert labels == ["第1章", "第2章", "2.2", "第3章", "3.1"]


def test_versions_sort_as_people_count() -> None:
    names = ["0.9", "1.0", "1.0.1", "1.2", "1.10", "2.0"]
    assert sorted(names, key=version_rank) == names
    assert version_rank("1.0") == version_rank("1.0.0")
