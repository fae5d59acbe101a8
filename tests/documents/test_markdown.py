"""Markdown becomes blocks, and blocks Markdown that gives the same blocks again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.documents.blocks import (
    Block,
    Cell,
    Code,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Table,
    joined,
    plain,
)
from govtech.documents.markdown import from_blocks, spread, to_blocks
from govtech.documents.widths import widths_of
from tests.documents.shapes import BLOCKS, apart

WORDS = st.text("申請を受け付けること。ABC 123*_#|>-+`[]<&~", min_size=1, max_size=20).map(
    lambda text: " ".join(text.split()) or "文"
)
RUNS = WORDS.map(lambda text: (Run(text),))
LINES = st.one_of(
    st.builds(Heading, st.integers(2, 4), RUNS),
    st.builds(Paragraph, RUNS),
    st.builds(
        lambda ordered, rows: ListBlock(ordered, tuple((Paragraph(row),) for row in rows)),
        st.booleans(),
        st.lists(RUNS, min_size=1, max_size=4),
    ),
    st.builds(
        lambda rows: Table(tuple(tuple(Cell(runs) for runs in row) for row in rows), 1),
        st.integers(1, 4).flatmap(
            lambda width: st.lists(st.lists(RUNS, min_size=width, max_size=width), min_size=2, max_size=4)
        ),
    ),
    st.builds(lambda runs: Quote((Paragraph(runs),)), RUNS),
)


def _apart(blocks: list[object]) -> tuple[object, ...]:
    """Two lists or quotes side by side are one in Markdown: a paragraph keeps them apart."""
    parted: list[object] = []
    for block in blocks:
        if parted and isinstance(block, ListBlock | Quote) and isinstance(parted[-1], ListBlock | Quote):
            parted.append(Paragraph((Run("次の段落"),)))
        parted.append(block)
    return tuple(parted)


@given(st.lists(LINES, max_size=6).map(_apart))
def test_blocks_come_back_from_their_markdown(blocks: tuple[object, ...]) -> None:
    assert to_blocks(from_blocks(blocks)).blocks == blocks  # type: ignore[arg-type]


def test_looks_links_notes_and_code_are_kept() -> None:
    text = (
        "本文の**大事な**ところと*強調*、`code`、[総務省](https://www.soumu.go.jp/)。[^1]\n\n"
        "```\nそのまま\n  残す\n```\n\n- 一\n    - 一の一\n- 二\n\n[^1]: 脚注の文\n"
    )
    found = to_blocks(text)
    paragraph, code, listing = found.blocks
    assert isinstance(paragraph, Paragraph)
    assert Run("大事な", bold=True) in paragraph.runs
    assert Run("総務省", href="https://www.soumu.go.jp/") in paragraph.runs
    assert paragraph.runs[-1].note == "1"
    assert found.notes == {"1": (Run("脚注の文"),)}
    assert code == Code("そのまま\n  残す")
    assert isinstance(listing, ListBlock)
    assert isinstance(listing.entries[0][1], ListBlock)
    again = to_blocks(from_blocks(found.blocks, found.notes))
    assert again == found


def test_cells_that_span_are_repeated() -> None:
    table = Table(
        (
            (Cell((Run("区分"),), rows=2), Cell((Run("費用"),), columns=2)),
            (Cell((Run("初期"),)), Cell((Run("年額"),))),
        ),
        heads=2,
    )
    texts = [["".join(run.text for run in cell.runs) for cell in row] for row in spread(table)]
    assert texts == [["区分", "費用", "費用"], ["区分", "初期", "年額"]]


@given(st.lists(st.lists(WORDS, min_size=1, max_size=7), min_size=1, max_size=5))
def test_widths_add_up_and_starve_no_column(rows: list[list[str]]) -> None:
    table = Table(tuple(tuple(Cell((Run(text),)) for text in row) for row in rows))
    widths = widths_of(table)
    assert len(widths) == table.columns
    assert abs(sum(widths) - 1) < 1e-9
    assert min(widths) > 0.03


def told(blocks: Sequence[Block]) -> list[object]:
    """What blocks say and how they hold each other; code that is split by nothing is one."""
    made: list[object] = []
    for block in blocks:
        match block:
            case Heading(level, runs):
                made.append((level, plain(runs)))
            case Paragraph(runs):
                made.append(tuple((plain((run,)), run.bold, run.italic, run.code, run.href) for run in runs))
            case Table():
                made.append([[plain(cell.runs) for cell in row] for row in spread(block)])
            case Quote(inner):
                made.append(told(inner))
            case ListBlock(ordered, entries, start):
                made.append((ordered, start, [told(entry) for entry in entries]))
            case Code(text):
                made += [line.strip() for line in text.split("\n") if line.strip()]
            case _:
                made.append("rule")
    return made


def _sayable(block: Block) -> Block:
    """What Markdown can say: no struck text, no first chapter, no empty table."""
    match block:
        case Heading(level, runs):
            return Heading(max(level, 2), joined(Run(run.text, code=run.code) for run in runs))
        case Paragraph(runs):
            return Paragraph(joined(replace(run, strike=False) for run in runs))
        case Table(rows):
            filled = (tuple(replace(cell, runs=cell.runs or (Run("空"),)) for cell in row) for row in rows)
            return Table(tuple(filled))
        case Quote(blocks):
            return Quote(tuple(map(_sayable, blocks)))
        case ListBlock():
            return replace(block, entries=tuple(tuple(map(_sayable, entry)) for entry in block.entries))
    return block


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, max_size=4).map(apart))
def test_nested_blocks_come_back_from_their_markdown(blocks: tuple[Block, ...]) -> None:
    blocks = tuple(map(_sayable, blocks))
    assert told(to_blocks(from_blocks(blocks)).blocks) == told(blocks)


def test_a_line_break_is_one_line_end() -> None:
    (paragraph,) = to_blocks("一行目\n二行目").blocks
    assert paragraph == Paragraph((Run("一行目\n二行目"),))
