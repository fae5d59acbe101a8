"""A Word file is read whole by others than us: by LibreOffice where it is installed, by python-docx always."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from docx.table import Table as WordTable
from pypdf import PdfReader

from govtech.documents import docx_writer
from govtech.documents.blocks import Document, Heading, Table, plain
from govtech.documents.docx_paging import pages_of_headings
from govtech.reading.publishing import document
from govtech.specifications.template_reading import load
from govtech.specifications.template_text import values_for
from tests import office

SLUG = "e-application"


def by_python(data: bytes, _folder: Path) -> list[str]:
    """The text as one page, as python-docx finds it."""
    found = []
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, WordTable):
            found += [cell.text for row in block.rows for cell in row.cells]
        else:
            found.append(block.text)
    return ["".join(found)]


def by_office(data: bytes, folder: Path) -> list[str]:
    """The text page by page, as LibreOffice lays it out."""
    made = office.converted(data, "docx", "pdf", folder)
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


READERS = [by_python, *([by_office] if office.OFFICE else [])]


@pytest.fixture(scope="module")
def written() -> Document:
    template = load(Path(__file__).parents[2] / "spec_templates" / SLUG)
    return document(
        template, values_for(template, {}), subtitle="共同調達仕様書（案）", facts=[("版", "変更1")]
    )


def wanted(made: Document) -> Iterator[str]:
    """Headings and the first cell of each row (the number of an item) in order, their signs alone."""
    for block in made.blocks:
        if isinstance(block, Heading):
            yield bare(plain(block.runs))
        elif isinstance(block, Table):
            yield from (bare(plain(row[0].runs)) for row in block.rows[block.heads :] if row)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("read", READERS)
def test_others_read_every_heading_item_and_cell_in_order(
    read: Callable[[bytes, Path], list[str]], written: Document, tmp_path: Path
) -> None:
    """Where pages are laid out, the contents come near: with other fonts than Word's a few pages off, never blank."""
    pages = [bare(page) for page in read(docx_writer.write(written), tmp_path)]
    first = next(place for place, page in enumerate(pages) if "第1章" in page and "...." not in page)
    text = "".join(pages[first:])
    place = 0
    for one in wanted(written):
        place = text.find(one, place)
        assert place >= 0, one
    for block in written.blocks:
        if isinstance(block, Table):
            for cell in (cell for row in block.rows for cell in row):
                assert bare(plain(cell.runs)) in text, plain(cell.runs)
    for heading, page in zip(written.headings(), pages_of_headings(written), strict=True):
        name = bare(plain(heading.runs))
        laid_out = [number for number, one in enumerate(pages, 1) if number > first > 0 and name in one]
        assert not first or min(abs(number - page) for number in laid_out) <= 3, name
        assert not first or any(re.search(rf"{re.escape(name)}\.+{page}", one) for one in pages[:first])
