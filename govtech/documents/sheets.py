"""How sheets of workbooks look and print: letters, frames, rows high enough for their text, pages with their numbers."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from govtech.core.files import OFFICE

MEDIA_TYPE: Final = OFFICE[".xlsx"][1]
FONT: Final = "Yu Gothic"
SIZE: Final = 10
LINE: Final = 17.0
"""Height of one line of that font, in points."""
TALLEST: Final = 409.0
"""The highest row that Excel shows."""
PLAIN: Final = {"font_name": FONT, "font_size": SIZE, "valign": "top", "text_wrap": True}
BOX: Final = {**PLAIN, "border": 1, "border_color": "#767676"}
HEAD: Final = {**BOX, "bold": True, "bg_color": "#E8F1FE", "valign": "vcenter"}
TITLE: Final = {**PLAIN, "text_wrap": False, "bold": True, "font_size": 14}
_A3, _A4 = 8, 9
_WIDE: Final = 190
"""Characters from which on a sheet is printed on A3: on A4 nobody could read it."""
_FULL_WIDTH: Final = 1.85
"""A full-width letter in characters of half width, at that size."""


def height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Points that a row needs in columns of so many characters, so that no cell is cut."""
    most = max((lines(text, width) for text, width in zip(texts, widths, strict=False)), default=1)
    return min(LINE * max(most, 1) + 5, TALLEST)


def lines(text: str, width: float) -> int:
    """Lines that a text takes in a column, full-width letters counted as they are drawn."""
    room = max(width - 1.2, 1.0)
    return sum(max(1, math.ceil(_drawn(line) / room)) for line in text.split("\n"))


def _drawn(line: str) -> float:
    return sum(_FULL_WIDTH if unicodedata.east_asian_width(letter) in "WFA" else 1.0 for letter in line)


def page(sheet: Any, title: str, width: float = 0.0) -> None:
    """Paper turned sideways, as wide as the sheet, with the title at its head and the number of the page at its foot."""
    sheet.set_landscape()
    sheet.set_paper(_A3 if width > _WIDE else _A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_header("&R&9 " + title.replace("&", "&&")[:100])  # the space: a digit would belong to the size
    sheet.set_footer("&C&9&P / &N")
