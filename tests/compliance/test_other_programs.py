"""A workbook that another program opened and saved is read as it was typed: LibreOffice where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govtech.compliance import reading, sheets
from govtech.compliance.content import Field
from govtech.compliance.models import WAY_WORDS, Mark, Way
from tests import office
from tests.compliance.test_workbook import ASKED, EXPECTED, edited, row_of

PROGRAMS: list[Callable[[bytes, Path], bytes]] = [lambda data, _folder: data]
if office.OFFICE:
    PROGRAMS.append(lambda data, folder: office.converted(data, "xlsx", "xlsx", folder))


@pytest.mark.parametrize("saved", PROGRAMS, ids=["openpyxl", "LibreOffice"][: len(PROGRAMS)])
def test_what_was_filled_and_saved_by_other_programs_is_read_as_it_was_typed(
    saved: Callable[[bytes, Path], bytes], tmp_path: Path
) -> None:
    def fill(book: Any) -> None:
        sheet, who = book[sheets.LIST], book[sheets.WHO]
        for place, one in enumerate(ASKED):
            row = row_of(one.key)
            sheet.cell(row, sheets.ANSWERS[Field.MARK] + 1, "○△×"[place % 3])
            sheet.cell(row, sheets.ANSWERS[Field.REMARK] + 1, f"備考{place}\n二行目 ㈱髙﨑")
            sheet.cell(row, sheets.ANSWERS[Field.WAY] + 1, WAY_WORDS[Way.DEVELOPMENT])
            sheet.cell(row, sheets.ANSWERS[Field.COST] + 1, 1_000_000 + place)
        for row, text in zip(
            sheets.WHO_ROWS.values(), ("見本電算㈱", "", "営業部 06-0000-0000", "窓口"), strict=True
        ):
            who.cell(row, 2, text)

    read = reading.read(saved(edited(fill), tmp_path), "回答.xlsx", EXPECTED)
    assert not read.troubles
    assert (read.named.company, read.named.solution) == ("見本電算㈱", "窓口")
    for place, one in enumerate(ASKED):
        answer = read.answers[one.key]
        assert (answer.mark, answer.remark) == ([*Mark][place % 3], f"備考{place}\n二行目 ㈱髙﨑")
        assert (answer.way, answer.cost) == (Way.DEVELOPMENT, 1_000_000 + place)
