"""Markdown files of any program and encoding come over, or are refused with the reason."""

from __future__ import annotations

import pytest

from govtech.beginnings import import_markdown
from govtech.beginnings.import_indents import evened
from govtech.beginnings.importing import from_document
from govtech.core.errors import Invalid
from govtech.core.files import check
from govtech.core.markup import check_markdown
from govtech.core.words import use_locale

TEXT = "---\ntitle: 予約\n---\n施設予約仕様書\n============\n\n総則\n------------\n\n本文[^a]。\n\n- 点\n  - 入れ子\n\n---\n\n[^a]: 注\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "iso2022_jp"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_texts_of_every_encoding_and_line_end_are_read(encoding: str, end: str) -> None:
    data = TEXT.replace("\n", end).encode(encoding)
    assert check(data, "仕様書.md", only_read=True) == "text/markdown"
    with use_locale("ja"):
        beginning, _report = from_document(import_markdown.read(data))
        assert import_markdown.dropped(data) == ["先頭の設定の行は取り込んでいません：title: 予約"]
    assert beginning.title == "施設予約仕様書"
    (section,) = beginning.content["sections"]
    assert section["title"] == "総則"
    assert section["body"] == "本文[^1]。\n\n- 点\n    - 入れ子\n\n---\n\n[^1]: 注"


@pytest.mark.parametrize("data", [bytes(range(256)), "仕様書".encode("euc_jp"), b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        import_markdown.read(data)


def test_lines_of_dashes_nest_nothing_but_marks_do() -> None:
    check_markdown("-" * 80 + "\n\n" + "*" * 40)
    for nested in ("- " * 12 + "底", ">" * 12 + "底"):
        with pytest.raises(Invalid):
            check_markdown(nested)


@pytest.mark.parametrize(
    ("written", "here"),
    [
        ("- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d"),
        ("1. a\n   続き\n\n   段落\n2. b", "1. a\n    続き\n\n    段落\n2. b"),
        ("1. a\n    1. b\n        - c", "1. a\n    1. b\n        - c"),
        ("- a\n\n文\n\n    code", "- a\n\n文\n\n    code"),
        ("- a\n```\n  - x\n```\n  - b", "- a\n```\n  - x\n```\n    - b"),
    ],
)
def test_lists_are_set_in_by_four(written: str, here: str) -> None:
    assert "\n".join(evened(written.split("\n"))) == here
