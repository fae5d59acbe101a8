"""The templates that lie in spec_templates/: complete enough to tender with, and written in words that bind."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from govtech.config import ROOT
from govtech.specifications import template_reading
from govtech.specifications.template_format import Kind, Layer, Level, Template
from govtech.specifications.template_text import parts, to_markdown, values_for

FOLDER = ROOT / "spec_templates"
SLUGS = [path.name for path in template_reading.folders(FOLDER)]
CHAPTERS = [
    "purpose",
    "scope",
    "terms",
    "scale",
    "workflow",
    "functional",
    "nonfunctional",
    "service-levels",
    "network-security",
    "personal-data",
    "accessibility",
    "migration",
    "training",
    "acceptance",
    "deliverables",
    "exit",
    "joint",
    "price",
    "general",
    "annex",
]
NON_FUNCTIONAL = [kind for kind in Kind if kind != Kind.FUNCTIONAL]
VAGUE = re.compile(
    "適宜|必要に応じ|速やか|可能な限り|できる限り|できるだけ|極力|十分な|十分に|随時|適切に|適切な|柔軟|"
    "遅滞なく|原則として|基本的に|など|その他(?!の)|(?<![同平均対高優])等(?![しい級号分])"
)
OFFICIAL = re.compile(
    "電子署名等に係る地方公共団体情報システム機構|障害者等配慮設計指針|行政の推進等に関する法律|公文書等の管理に関する法律"
    "|物品等又は特定役務の調達手続の特例を定める政令|保存方法等の特例に関する法律|支払遅延防止等に関する法律|番号の利用等に関する法律|取扱いに関するガイドライン（行政機関等編）"
)
"""Names of laws and standards that hold such a word."""
NAMED_ID = re.compile(r"(?<![A-Z0-9-])(?:[A-Z]{2}(?:-[A-Z])?-\d{2,3})(?![\d])")
templates = pytest.mark.parametrize("slug", SLUGS)


@cache
def load(slug: str) -> Template:
    return template_reading.load(FOLDER / slug)


@cache
def markdown(slug: str) -> str:
    template = load(slug)
    return to_markdown(template, values_for(template, {}))


def test_the_three_first_templates_are_here() -> None:
    assert {"e-application", "business-chat", "road-damage-report"} <= set(SLUGS)


@templates
def test_every_chapter_is_there_and_says_something(slug: str) -> None:
    template = load(slug)
    ids = [section.id for section in template.sections]
    assert [chapter for chapter in ids if chapter in CHAPTERS] == CHAPTERS
    assert all(section.body or section.sections for section in template.sections)


@templates
def test_enough_requirements_of_every_kind(slug: str) -> None:
    kinds = Counter(item.kind for item in load(slug).items)
    assert kinds[Kind.FUNCTIONAL] >= 40
    assert sum(kinds[kind] for kind in NON_FUNCTIONAL) >= 30
    assert all(kinds[kind] >= 5 for kind in NON_FUNCTIONAL)
    assert {item.level for item in load(slug).items} == set(Level)


@templates
def test_the_six_categories_are_shared(slug: str) -> None:
    chapter = next(section for section in load(slug).sections if section.id == "nonfunctional")
    assert [section.id for section in chapter.sections] == [
        "availability",
        "performance",
        "operation",
        "migration-quality",
        "security",
        "environment",
    ]
    assert sum(len(section.items) for section in chapter.sections) >= 30


@templates
def test_every_requirement_can_be_measured(slug: str) -> None:
    assert not [item.id for item in load(slug).items if not item.condition]
    levels = [item for item in load(slug).items if item.id.startswith("SL-")]
    assert len(levels) >= 10
    assert all(item.method and item.remedy and re.search(r"\d|\{\{", item.condition) for item in levels)


@templates
def test_each_network_has_its_own_requirements(slug: str) -> None:
    layers = Counter(layer for item in load(slug).items for layer in item.layers)
    assert all(layers[layer] >= 2 for layer in Layer)


@templates
def test_words_bind(slug: str) -> None:
    text = OFFICIAL.sub("", markdown(slug).split("## 付録2")[0])
    assert not [text[match.start() - 15 : match.end() + 10] for match in VAGUE.finditer(text)]


@templates
def test_items_that_are_named_exist(slug: str) -> None:
    known = {item.id for item in load(slug).items}
    known |= set(re.findall("共通要件([A-Z0-9-]+)は適用しない", markdown(slug)))
    series = {name.split("-")[0] for name in known}
    named = {name for name in NAMED_ID.findall(markdown(slug)) if name.split("-")[0] in series}
    assert not named - known


@templates
def test_nothing_is_left_to_fill_but_what_a_municipality_must_say(slug: str) -> None:
    template = load(slug)
    assert "{{" not in markdown(slug)
    open_values = {parameter.name for parameter in template.parameters if not parameter.default}
    assert open_values <= {"lead_body", "emergency_phone"}
    assert all(parameter.help and parameter.label for parameter in template.parameters)


@templates
def test_what_a_tender_needs_is_said(slug: str) -> None:
    text = markdown(slug)
    for words in (
        "JIS X 8341-3:2016の適合レベルAA",
        "人口の区分別の価格表",
        "追加で参加する団体",
        "個人情報の保護に関する法律",
        "データの消去",
        "次の事業者への引継ぎ",
        "契約不適合",
        "別紙1",
        "別紙2",
        "別紙3",
    ):
        assert words in text, words


@templates
def test_tables_have_as_many_cells_as_heads(slug: str) -> None:
    width = 0
    for line in markdown(slug).splitlines():
        cells = line.count("|")
        assert not (cells and width) or cells == width, line
        width = cells


@templates
def test_headings_are_numbered_without_gaps(slug: str) -> None:
    template = load(slug)
    headings = re.findall(r"^### (\d+)\.(\d+)　", markdown(slug), re.MULTILINE)
    for chapter in range(1, len(template.sections) + 1):
        numbers = [int(section) for number, section in headings if int(number) == chapter]
        assert numbers == list(range(1, len(numbers) + 1))
    assert [part.label for part in parts(template, {}) if part.depth == 1][:2] == ["第1章", "第2章"]


def test_noise_and_location_are_requirements() -> None:
    template = load("road-damage-report")
    text = markdown("road-damage-report")
    assert {"location", "noise"} <= {section.id for section in template.sections}
    for words in (
        "緊急の通報",
        "重複",
        "対象外",
        "いたずら",
        "場所の誤り",
        "写真に含まれる位置",
        "施設の番号",
        "位置の誤差",
    ):
        assert words in text, words


def test_reading_twice_gives_the_same_content() -> None:
    assert load(SLUGS[0]).content_hash == template_reading.load(FOLDER / SLUGS[0]).content_hash
