"""A workbook that came from elsewhere, opened with care: the texts of its sheets and whatever lies beside the cells."""

from __future__ import annotations

import io
import posixpath
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any, Final

import openpyxl
from lxml import etree
from openpyxl.utils.cell import get_column_letter, range_boundaries

from govtech.core.errors import Invalid
from govtech.core.files import check, check_kind, safe_name
from govtech.core.text import clean
from govtech.core.words import gettext as _

KINDS: Final = (".xlsx",)
LARGEST: Final = 5 * 1024 * 1024
UNPACKED: Final = 30 * 1024 * 1024
ROWS: Final = 3000
"""So many rows of a sheet are read."""
COLUMNS: Final = 40
_ELSEWHERE: Final = frozenset({".ods", ".csv", ".tsv", ".numbers", ".xlsb", ".xltx"})
_XML: Final = (".xml", ".rels")
_RELATIONS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BOTTOM: Final = 1_048_576


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and whether a formula gives it."""

    text: str = ""
    formula: bool = False


NOTHING: Final = Cell()
Grid = list[list[Cell]]


@dataclass(frozen=True)
class Beside:
    """What is in a sheet beside the texts of its cells.

    `merged` are ranges (first column, first row, last column, last row, from 1), `comments` texts by cell (H6), `below`
    is the first row with something in it beyond those that are read (0: none), `drawn` tells of pictures and shapes.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    below: int = 0
    drawn: bool = False


class Opened:
    """A workbook whose sheets are read when they are asked for; Invalid with the reason when it is not to be read."""

    def __init__(self, content: bytes, filename: str) -> None:
        self.name = safe_name(filename)
        _check(content, self.name)
        self._content = content
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what openpyxl leaves out, it may leave out
                self._book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
                self.titles: list[str] = [one.title for one in self._book.worksheets]
        except Exception:  # noqa: BLE001  a reader of foreign files fails in every way there is
            raise _broken(self.name) from None

    def hidden(self, title: str) -> bool:
        """Whether people do not see the sheet."""
        return bool(self._book[title].sheet_state != "visible")

    def grid(self, title: str) -> Grid:
        """The cells of a sheet, row by row."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                sheet = self._book[title]
                sheet.reset_dimensions()  # they may claim anything
                rows = sheet.iter_rows(max_row=ROWS, max_col=COLUMNS)
                return [[Cell(_text(one), one.data_type == "f") for one in row] for row in rows]
        except Exception:  # noqa: BLE001
            raise _broken(self.name) from None

    def beside(self, title: str) -> Beside:
        """Merged cells, comments, pictures and rows out of reach."""
        try:
            with zipfile.ZipFile(io.BytesIO(self._content)) as archive:
                part = _part_of(archive, title)
                merged, below = _scanned(archive, part)
                beside = Beside(merged, below=below)
                for kind, target in _related(archive, part).values():
                    if kind == "comments":
                        beside.comments.update(_comments(archive.read(target)))
                    elif kind == "drawing" and _draws(archive.read(target)):
                        beside = Beside(merged, beside.comments, below, drawn=True)
                return beside
        except Exception:  # noqa: BLE001
            raise _broken(self.name) from None


def at(grid: Grid, row: int, place: int) -> Cell:
    """A cell by its row from 1 and its column from 0; nothing beyond the edges."""
    return grid[row - 1][place] if row <= len(grid) and place < len(grid[row - 1]) else NOTHING


# -- the file as such


def _check(content: bytes, name: str) -> None:
    """An Excel workbook of sensible size, without macros, bombs, entities or links elsewhere."""
    if PurePath(name).suffix.lower() in _ELSEWHERE:
        raise Invalid(
            _(
                "「%(name)s」はExcelブック（.xlsx）ではありません。表計算ソフトで開き、「Excelブック（.xlsx）」の形式で保存し直してください。",
                name=name,
            )
        )
    check_kind(name, KINDS)
    if len(content) > LARGEST:
        raise _large(name)
    check(content, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            large = sum(entry.file_size for entry in archive.infolist()) > UNPACKED
            parts = [] if large else archive.infolist()
            declares = any(_declares(archive.read(one), one.filename) for one in parts)
    except Exception:  # noqa: BLE001  damaged, encrypted or packed in ways nobody knows
        raise _broken(name) from None
    if large:
        raise _large(name)
    if declares:
        raise Invalid(
            _("「%(name)s」には、読み込めない宣言が含まれています。Excelで保存し直してください。", name=name)
        )


def _large(name: str) -> Invalid:
    return Invalid(_("「%(name)s」が大きすぎます。回答のほかの内容を取り除いてください。", name=name))


def _broken(name: str) -> Invalid:
    return Invalid(
        _("「%(name)s」は壊れているか、パスワードで保護されています。保存し直してください。", name=name)
    )


def _declares(part: bytes, name: str) -> bool:
    """Whether a part declares a document type or entities, or hides it by its encoding; pictures have no say."""
    hidden = name.lower().endswith(_XML) and b"\0" in part[:200]
    return hidden or b"<!DOCTYPE" in part or b"<!ENTITY" in part


# -- cells


def _text(cell: Any) -> str:
    """What a person sees in the cell, near enough: dates in words, 95% for 0.95 shown as a share."""
    match cell.value:
        case None:
            return ""
        case bool(value):
            return str(value).upper()
        case int(value) | float(value):
            return _number(value, share="%" in (cell.number_format or ""))
        case date() | time() as value:
            return _moment(value)
        case value:
            return clean(str(value).replace("_x000D_", "")).strip()


def _number(value: float, *, share: bool) -> str:
    if share:
        return f"{value * 100:.15g}%"
    return str(int(value)) if isinstance(value, int) or value.is_integer() else f"{value:.15g}"


def _moment(value: date | time) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    day = f"{value.year}年{value.month}月{value.day}日"
    return f"{day} {value:%H:%M}" if isinstance(value, datetime) and value.time() != time() else day


# -- what lies beside them


def _tree(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the file: kind and part, by the reference's name."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive.namelist():
        return {}
    found = {}
    for one in _tree(archive.read(path)):
        target = one.get("Target", "")
        whole = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        if one.get("TargetMode") != "External":
            found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], whole)
    return found


def _part_of(archive: zipfile.ZipFile, title: str) -> str:
    """Where the sheet of a title lies in the file."""
    main = next(target for kind, target in _related(archive, "").values() if kind == "officeDocument")
    related = _related(archive, main)
    sheets = _tree(archive.read(main)).iter("{*}sheet")
    return next(related[one.get(f"{_RELATIONS}id")][1] for one in sheets if one.get("name") == title)


def _scanned(archive: zipfile.ZipFile, part: str) -> tuple[list[tuple[int, int, int, int]], int]:
    """Merged ranges of a sheet, and the first row with something in it beyond those that are read."""
    merged, below, counted = [], 0, 0
    with archive.open(part) as stream:
        for _event, one in etree.iterparse(
            stream, tag=("{*}row", "{*}mergeCell"), resolve_entities=False, no_network=True
        ):
            if one.tag.endswith("}row"):
                counted = int(one.get("r") or counted + 1)
                if not below and counted > ROWS and any(_filled(one)):
                    below = min(counted, _BOTTOM)
            elif one.get("ref"):
                merged.append(_corners(one.get("ref")))
            one.clear()
    return merged, below


def _filled(row: Any) -> Iterator[bool]:
    return (bool(one.text or len(one)) for one in row.iter("{*}v", "{*}is", "{*}f"))


def _corners(ref: str) -> tuple[int, int, int, int]:
    first_column, first_row, last_column, last_row = (one or 1 for one in range_boundaries(ref))
    return int(first_column), int(first_row), int(last_column), int(last_row)


def _comments(data: bytes) -> dict[str, str]:
    """Comments by cell: what people wrote, without what Excel puts before a thread."""
    found = {}
    for one in _tree(data).iter("{*}comment"):
        text = "".join(part.text or "" for part in one.iter("{*}t")).strip()
        if text and one.get("ref"):
            found[one.get("ref")] = clean(text)
    return found


def _draws(data: bytes) -> bool:
    """Whether there is a picture or a shape: some programs leave an empty sheet of drawing in every file."""
    return any(str(one.tag).endswith("Anchor") for one in _tree(data))


def column_of(place: int) -> str:
    """A for 0, AB for 27."""
    return str(get_column_letter(place + 1))
