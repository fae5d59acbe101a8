"""Annexes on paper: forms that the house can fill are filled, others stay to be written in."""

from __future__ import annotations

from collections.abc import Sequence

from govtech.agreeing.position_queries import Difference
from govtech.config import ROOT
from govtech.documents.blocks import Block, Heading, Paragraph, Run, Table, plain
from govtech.reading.annexes import filled
from govtech.reading.publishing import document
from govtech.specifications import template_reading
from govtech.specifications.template_text import values_for

TEMPLATE = template_reading.load(ROOT / "spec_templates" / "e-application")
BLOCKS = document(TEMPLATE, values_for(TEMPLATE, {})).blocks
TOWNS = ("交野市", "能勢町", "見本市", "千早赤阪村")
OWN = (Difference("能勢町", "EA-102", "能勢町では、条例の手続も対象とする。"),)


def tables(blocks: Sequence[Block], words: str) -> list[tuple[str, Table]]:
    """The tables under headings with these words, each with its caption."""
    title, caption, found = "", "", []
    for block in blocks:
        if isinstance(block, Heading):
            title = plain(block.runs)
        elif isinstance(block, Paragraph):
            caption = plain(block.runs) if block.caption else ""
        elif isinstance(block, Table) and words in title:
            found.append((caption, block))
    return found


def cells(table: Table) -> list[list[str]]:
    return [[plain(cell.runs) for cell in row] for row in table.rows]


def test_who_takes_part_and_what_holds_for_one_fill_the_forms_of_the_text() -> None:
    made = filled(BLOCKS, TOWNS, OWN)
    ((caption, listed),) = tables(made, "別紙1　")
    assert [row[:2] for row in cells(listed)[1:]] == [[str(n), town] for n, town in enumerate(TOWNS, 1)]
    assert {len(row) for row in cells(listed)} == {9}
    assert "記入の様式" not in caption
    ((caption, own),) = tables(made, "別紙2　")
    assert cells(own)[1:] == [list(OWN[0])]
    assert "記入の様式" not in caption
    assert len(made) == len(BLOCKS)


def test_a_text_without_such_a_form_has_what_holds_for_one_at_its_end() -> None:
    plain_text = (Heading(1, (Run("目的"),)), Paragraph((Run("調達の目的を定める。"),)))
    *before, heading, table = filled(plain_text, TOWNS, OWN)
    assert tuple(before) == plain_text
    assert isinstance(heading, Heading)
    assert plain(heading.runs) == "別紙　市町村ごとの条件"
    assert isinstance(table, Table)
    assert cells(table)[1:] == [list(OWN[0])]
    assert filled(plain_text, TOWNS, ()) == plain_text


def test_forms_for_others_and_tables_with_something_in_them_stay() -> None:
    assert tables(filled(BLOCKS, (), ()), "別紙") == tables(BLOCKS, "別紙")
    once = filled(BLOCKS, TOWNS, ())
    assert filled(once, TOWNS[:1], ()) == once
    assert any("記入の様式" in caption for caption, _table in tables(once, "価格"))
