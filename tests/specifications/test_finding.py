"""Searching inside a template: found after NFKC, marked in the text as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.specifications.finding import find, marked, words_of
from govtech.specifications.template_format import Kind, Level
from govtech.specifications.template_reading import load
from govtech.specifications.template_text import Part, parts, values_for
from tests.specifications.folder import write_template


@pytest.fixture
def read(tmp_path: Path) -> list[Part]:
    template = load(write_template(tmp_path / "spec_templates"))
    return list(parts(template, values_for(template, {})))


def hits(text: str, q: str) -> list[str]:
    return [piece.text for piece in marked(text, words_of(q)) if piece.hit]


@pytest.mark.parametrize(
    ("text", "q", "hit"),
    [
        ("ﾁｬｯﾄの試行", "チャット", ["ﾁｬｯﾄ"]),
        ("ｶﾞｲﾄﾞ", "ガイド", ["ｶﾞｲﾄﾞ"]),
        ("ＬＧＷＡＮとlgwan", "LGWAN", ["ＬＧＷＡＮ", "lgwan"]),
        ("㈱大阪", "(株)", ["㈱"]),
        ("㈱大阪", "株", ["㈱"]),
        ("ああああ", "ああ", ["ああ", "ああ"]),
        ("稼働率は99.5％", "99.5% 稼働率", ["稼働率", "99.5％"]),
        ("何もない", "xyz", []),
    ],
)
def test_words_are_marked_as_they_are_written(text: str, q: str, hit: list[str]) -> None:
    assert hits(text, q) == hit


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_marking_loses_nothing(text: str, words: list[str]) -> None:
    assert "".join(piece.text for piece in marked(text, words_of(" ".join(words)))) == text


def test_items_are_found_by_all_words_and_by_number(read: list[Part]) -> None:
    assert [item.id for hit in find(read, words_of("同時 1,200人")) for item in hit.items] == ["SA-02"]
    assert [item.id for hit in find(read, words_of("nf-a-01")) for item in hit.items] == ["NF-A-01"]
    assert find(read, words_of("同時 存在しない")) == []


def test_texts_are_found_with_an_excerpt(read: list[Part]) -> None:
    (found,) = find(read, words_of("チャット"))
    assert found.part.label == "第1章"
    assert any(piece.hit and piece.text == "ﾁｬｯﾄ" for piece in found.excerpt)


def test_a_kind_or_level_leaves_items_only(read: list[Part]) -> None:
    assert [item.id for hit in find(read, (), Kind.AVAILABILITY) for item in hit.items] == ["NF-A-01"]
    assert [item.id for hit in find(read, (), None, Level.OPTIONAL) for item in hit.items] == ["SA-02"]
    assert find(read, (), Kind.AVAILABILITY, Level.OPTIONAL) == []
