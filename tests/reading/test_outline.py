"""The contents name what stands under a number, and a number leads to its place."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.core.db import unit_of_work
from govtech.drafting import presenting, queries
from govtech.reading import outline
from tests.drafting import desk

BODY = "## 背景\n文。\n### 細目\n## <b>目的</b> & 指標\n```\n## 見出しではない\n```\n> ## 引用\n"


def _plain() -> Any:
    plain = desk.content()
    plain["sections"][0]["body"] = BODY
    plain["sections"][1]["body"] = "## 前書き\n"
    return plain


@pytest.fixture
def draft(database: Any) -> str:
    return desk.draft(_plain())


def test_headings_within_texts_stand_in_the_contents_with_anchors(draft: str, client_for: Any) -> None:
    with unit_of_work(writes=False):
        specification = desk.loaded(draft)
        read = presenting.reading(specification, queries.content(specification))
    texts = outline.bodies(read.texts)
    found = outline.contents(read.chapters, texts)
    assert [one.words for one in found] == ["第1章　目的", "第2章　要件"]
    assert [one.words for one in found[0].below] == ["1.1　背景", "1.2　目的 & 指標"]
    assert [one.words for one in found[1].below] == ["2.1　前書き", "2.2　画面", "2.3　帳票"]
    for who in ("coordinator", "editor"):
        page = client_for(who).get(f"/specifications/{draft}").text
    for line in (found[0].below[1], *found[1].below):
        assert f'href="#{line.id}"' in page
        assert page.count(f'id="{line.id}"') == 1


@pytest.mark.parametrize(
    ("asked", "anchor"),
    [
        ("ＥＡ－１０３", "EA-103"),
        ("ea-201", "EA-201"),
        ("2.2", "first"),
        ("第２章", "needs"),
        ("2", "needs"),
        ("1.2", "aim--3"),
        ("背景", "aim--1"),
        ("帳票", "second"),
        ("表2-1", "table-first"),
        ("画面4を示す", "EA-104"),
    ],
)
def test_a_number_or_a_title_leads_to_its_place(draft: str, client_for: Any, asked: str, anchor: str) -> None:
    answer = client_for("editor").get(f"/specifications/{draft}", query_string={"go": asked, "edit": "1"})
    assert answer.status_code == 303
    assert answer.location == f"/specifications/{draft}?edit=1#{anchor}"


@pytest.mark.parametrize("asked", ["EA-999", "<script>", "あ" * 500])
def test_what_is_not_there_is_said(draft: str, client_for: Any, asked: str) -> None:
    answer = client_for("editor").get(f"/specifications/{draft}", query_string={"go": asked})
    assert answer.status_code == 200
    assert "は見つかりません。要件の番号" in answer.text
    assert "<script>」" not in answer.text
