"""Headings are numbered 第1章, 1.1, (1), ア, and are the same on the page, in Word, in PDF and in Markdown."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from govtech.core.db import unit_of_work
from govtech.drafting import services
from govtech.drafting.content import Beginning, Plain
from govtech.specifications.template_numbers import kana, numbered, sections_within, table_numbers
from tests import people

KEPT = "```\n## そのまま\n```"
HEADINGS = (
    "第1章　総則",
    "1.1　目的",
    "(1)　背景",
    "ア　現状",
    "イ　課題",
    "(2)　効果",
    "ア　住民",
    "1.2　対象",
    "(1)　範囲",
    "1.3　用語",
    "(1)　定義",
    "ア　利用者",
    "(ア)　住民",
    "(イ)　法人",
    "イ　管理者",
    "(2)　略語",
    "ア　読み方",
    "第2章　要件",
)


def section(key: str, title: str, body: str = "", parent: str | None = None) -> Plain:
    return {"key": key, "parent": parent, "title": title, "body": body, "items": []}


CONTENT = {
    "sections": [
        section(
            "general",
            "総則",
            "はじめに。\n\n## 目的\n\n### 背景\n\n#### 現状\n\n#### 課題\n\n### 効果\n\n#### 住民\n\n## 対象\n\n"
            f"### 範囲\n\n{KEPT}",
        ),
        section(
            "terms",
            "用語",
            "## 定義\n\n### 利用者\n\n#### 住民\n\n#### 法人\n\n### 管理者\n\n## 略語\n\n### 読み方",
            "general",
        ),
        section("needs", "要件"),
    ],
    "parameters": [],
}


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "ア"), (5, "オ"), (46, "ン"), (47, "アア"), (92, "アン"), (93, "イア")]
)
def test_kana_go_on_after_the_last(number: int, letters: str) -> None:
    assert kana(number) == letters


def test_no_two_kana_are_alike() -> None:
    assert len({kana(number) for number in range(1, 3000)}) == 2999


def test_what_stands_between_fences_is_left_alone() -> None:
    body = f"## 一\n\n{KEPT}\n\n## 二"
    assert sections_within(body) == 2
    text = numbered(body, 1, 3, table_numbers())
    assert KEPT in text
    assert text.startswith("### 3.1　一")
    assert text.endswith("### 3.2　二")


def test_headings_are_the_same_everywhere(database: Any, client_for: Any) -> None:
    with unit_of_work():
        beginning = Beginning("番号の試験", content=CONTENT)
        draft = services.create(people.actor("editor"), beginning, []).id
    client = client_for("editor")
    page = client.get(f"/specifications/{draft}").text
    places = [page.index(f">{heading}</h") for heading in HEADINGS]
    assert places == sorted(places)

    word = docx.Document(io.BytesIO(client.get(f"/specifications/{draft}/file.docx").data))
    styled = [
        (line.style.name, line.text) for line in word.paragraphs if line.style.name.startswith("Heading")
    ]
    assert tuple(text for _style, text in styled) == HEADINGS
    levels = {text: int(style.rpartition(" ")[2]) for style, text in styled}
    assert [levels[name] for name in ("第1章　総則", "1.1　目的", "(1)　背景", "ア　現状")] == [1, 2, 3, 4]
    assert [levels[name] for name in ("1.3　用語", "(1)　定義", "ア　利用者")] == [2, 3, 4]

    read = PdfReader(io.BytesIO(client.get(f"/specifications/{draft}/file.pdf").data))
    text = "".join("".join(one.extract_text() for one in read.pages).split())
    at = text.rindex("第1章総則")
    for heading in HEADINGS:
        at = text.index("".join(heading.split()), at) + 1

    lines = client.get(f"/specifications/{draft}/file.md").text.splitlines()
    headings = [line.lstrip("# ") for line in lines if line.startswith("#")]
    assert [one for one in headings if one in HEADINGS] == list(HEADINGS)
