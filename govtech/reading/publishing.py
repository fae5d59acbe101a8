"""A specification with its values filled, as a document to print, send and tender with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from govtech.agreeing.position_queries import Difference
from govtech.core.clock import to_jst, wareki
from govtech.documents.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Run,
    Runs,
    Table,
    plain,
    with_runs,
)
from govtech.documents.markdown import to_blocks
from govtech.documents.widths import widths_of
from govtech.drafting.models import Specification
from govtech.reading import annexes
from govtech.specifications.template_format import Item, Template
from govtech.specifications.template_text import Part, columns, in_words, parts

_CAPTION = "表"
_DEEPEST = 4


def file_name(specification: Specification) -> str:
    """What its files are called, without the ending: 共同仕様書_施設予約システム_v1_20261201, in Japanese always."""
    day = to_jst(specification.frozen_at or specification.edited_at).date()
    version = f"v{specification.number}" if specification.number else f"案{specification.revision}"
    return f"共同仕様書_{specification.title}_{version}_{day:%Y%m%d}"


def filed(
    specification: Specification,
    template: Template,
    values: Mapping[str, str],
    parties: Sequence[str],
    annex: Sequence[Difference] = (),
) -> Document:
    """The document of a specification, in Japanese as all of them are; a fixed one states its number and hash."""
    names = "、".join(parties)
    subtitle = "共同調達仕様書" if specification.number else "共同調達仕様書（案）"
    edition = f"第{specification.number}版" if specification.number else f"変更{specification.revision}"
    day = to_jst(specification.frozen_at or specification.edited_at).date()
    facts = [("版", f"{edition}（作成中）"), ("更新日", wareki(day))]
    if specification.number and specification.frozen_at:
        facts = [("版", edition), ("確定日", wareki(day)), ("内容の照合値", specification.content_hash)]
    facts += [("参加団体", names)] if names else []
    made = document(template, values, subtitle=subtitle, facts=facts)
    blocks = annexes.filled(made.blocks, parties, annex)
    return replace(made, day=day, edition=f"{subtitle}　{edition}", author=names, blocks=blocks)


def document(
    template: Template,
    values: Mapping[str, str],
    *,
    subtitle: str = "",
    facts: Sequence[tuple[str, str]] = (),
) -> Document:
    """The whole text: numbered chapters, tables of requirements, the values that were set."""
    blocks: list[Block] = []
    notes: dict[str, Runs] = {}
    read = list(parts(template, values))
    widths = _widths(read)
    for part in read:
        blocks += _part(part, notes, widths)
    blocks += _values(template, values)
    return Document(template.title, template.updated, subtitle, tuple(facts), tuple(blocks), notes)


def _part(part: Part, notes: dict[str, Runs], widths: Mapping[Heads, tuple[float, ...]]) -> Iterator[Block]:
    yield Heading(part.depth, (Run(part.heading),))
    if part.text:
        read = to_blocks(part.text)
        renamed = {number: f"{part.id}-{number}" for number in read.notes}
        notes.update({renamed[number]: runs for number, runs in read.notes.items()})
        yield from (_fitted(block, renamed) for block in read.blocks)
    if part.items:
        yield Paragraph((Run(f"{part.table}　{part.title}"),), caption=True)
        table = requirement_table(part.items)
        yield replace(table, widths=widths[_heads(table)])


def _fitted(block: Block, renamed: Mapping[str, str]) -> Block:
    """A block of a section's text: headings as `template_numbers` ranked them, captions as such, notes renamed."""
    match block:
        case Heading(level, runs):
            return Heading(min(level - 1, _DEEPEST), runs)
        case Paragraph(runs) if _is_caption(runs):
            return Paragraph((Run(runs[0].text),), caption=True)
    return with_runs(block, lambda runs: tuple(replace(run, note=renamed.get(run.note, "")) for run in runs))


def _is_caption(runs: Runs) -> bool:
    return len(runs) == 1 and runs[0].bold and runs[0].text.startswith(_CAPTION)


Heads = tuple[str, ...]
"""What stands over the columns of a table."""


def _widths(read: Sequence[Part]) -> dict[Heads, tuple[float, ...]]:
    """Widths for all tables of requirements with the same columns, so that these stand below each other."""
    tables = [requirement_table(part.items) for part in read if part.items]
    rows: dict[Heads, list[tuple[Cell, ...]]] = {}
    for table in tables:
        rows.setdefault(_heads(table), []).extend(table.rows)
    return {heads: widths_of(Table(tuple(cells))) for heads, cells in rows.items()}


def _heads(table: Table) -> Heads:
    return tuple(plain(cell.runs) for cell in table.rows[0])


def requirement_table(items: Sequence[Item]) -> Table:
    """Requirement items as a table; service levels have other columns."""
    table = columns(items)
    rows = [tuple(Cell((Run(heading),)) for heading, _cells in table)]
    rows += [
        tuple(Cell((Run(text),) if text else ()) for text in cells)
        for cells in zip(*(cells for _heading, cells in table), strict=True)
    ]
    return Table(tuple(rows), 1)


def _values(template: Template, values: Mapping[str, str]) -> Iterator[Block]:
    if not template.parameters:
        return
    yield Heading(1, (Run("付録　この仕様書で定めた値"),))
    rows = [(Cell((Run("項目"),)), Cell((Run("値"),)))]
    rows += [
        (Cell((Run(one.label),)), Cell((Run(in_words(one, values.get(one.name, ""))),)))
        for one in template.parameters
    ]
    yield Table(tuple(rows), 1, (3.0, 2.0))
