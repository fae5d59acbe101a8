"""Documents of every shape for property tests: runs with looks, tables with spans, lists and quotations in each other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from govtech.documents.blocks import (
    Block,
    Cell,
    Code,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    joined,
    plain,
    trimmed,
)

LETTERS = "申請を受け付けること。、「」（）・ー〜％①㈱髙ＡＢ１ABC 12*_#|>-+`[]<&~\\$@^"
WORDS = st.text(LETTERS, min_size=1, max_size=16).map(lambda text: " ".join(text.split()) or "文")
LOOKS = st.fixed_dictionaries(
    {"bold": st.booleans(), "italic": st.booleans(), "strike": st.booleans()},
    optional={"href": st.sampled_from(["https://www.soumu.go.jp/a?b=1&c=2", "mailto:a@example.jp"])},
)
RUN = st.builds(lambda text, looks: Run(text, **looks), WORDS, LOOKS) | st.builds(
    lambda text: Run(text, code=True), WORDS
)
RUNS = st.lists(RUN, min_size=1, max_size=4).map(joined).map(trimmed).filter(lambda runs: plain(runs).strip())
CELL = st.builds(Cell, RUNS | st.just(()), st.sampled_from(["", "center", "right", "left"]))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables with cells that span columns in some rows and rows in one column."""
    width, height = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    rows = [list(draw(st.lists(CELL, min_size=width, max_size=width))) for _ in range(height)]
    if width > 2 and draw(st.booleans()):
        row = rows[draw(st.integers(0, height - 1))]
        row[-2:] = [replace(row[-2], columns=2)]
    if height > 2 and draw(st.booleans()):
        rows[1][0] = replace(rows[1][0], rows=height - 1)
        for row in rows[2:]:
            row.pop(0)
    return Table(tuple(map(tuple, rows)), draw(st.integers(0, 1)))


BLOCKS = st.recursive(
    st.one_of(
        st.builds(Paragraph, RUNS),
        tables(),
        st.builds(Code, st.text("申請 \n  abc<&>", min_size=1, max_size=20).filter(str.strip)),
        st.builds(Rule),
        st.builds(Heading, st.integers(1, 6), RUNS),
    ),
    lambda inner: st.one_of(
        st.builds(
            lambda ordered, entries, start: ListBlock(ordered, tuple(entries), start if ordered else 1),
            st.booleans(),
            st.lists(
                st.builds(
                    lambda first, more: (Paragraph(first), *apart(more)), RUNS, st.lists(inner, max_size=2)
                ),
                min_size=1,
                max_size=3,
            ),
            st.integers(0, 12),
        ),
        st.builds(lambda blocks: Quote(apart(blocks)), st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)


def apart(blocks: list[Block]) -> tuple[Block, ...]:
    """Two quotations side by side are one; a caption or a list's kind keeps lists apart."""
    made: list[Block] = []
    for block in blocks:
        last = made[-1] if made else None
        if isinstance(block, Quote) and isinstance(last, Quote):
            made.append(Paragraph((Run("次の段落"),)))
        made.append(block)
    return tuple(made)


def bare(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks without the widths of their columns, which Word states for every table."""
    return tuple(map(_bare, blocks))


def _bare(block: Block) -> Block:
    match block:
        case Table():
            return replace(block, widths=())
        case Quote(blocks):
            return Quote(bare(blocks))
        case ListBlock():
            return replace(block, entries=tuple(map(bare, block.entries)))
    return block
