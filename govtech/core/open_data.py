"""Lists that everybody may take away as data: what a row holds, where rows come from, and the columns of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import to_jst
from govtech.core.db import session
from govtech.core.paging import Order, Page, page
from govtech.core.text import clean
from govtech.core.words import Text

Asked = Mapping[str, str]
"""The filters as they stand in the address of the list."""
BATCH = 500
FEED_SIZE = 50
BOM = "\ufeff"
"""Without it Excel takes a UTF-8 file for Shift_JIS."""
FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may run: the full-width ones too, which Japanese Excel reads alike."""
SEPARATOR = ";"


@dataclass(frozen=True)
class Item:
    """A row of the list, and what belongs to it from other tables."""

    row: Any
    more: Any = None


@dataclass(frozen=True)
class Column:
    """A column of the file: its head, and its value for an item. Numbers, dates and truth values stay what they are."""

    label: Text
    value: Callable[[Item], object]


def plain(label: Text, name: str) -> Column:
    """A column that holds the row's attribute of that name."""
    return Column(label, lambda item: getattr(item.row, name))


@dataclass(frozen=True)
class Entry:
    """An entry of the feed. `key` names the thing for good ("need/abc"), `path` is its page."""

    key: str
    path: str
    title: str
    summary: str
    author: str
    updated: datetime
    published: datetime | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenList:
    """A list as data. `name` is its address (/needs.csv, /needs.atom) and the name of its file.

    `endpoint` is its page; `batches` gives all public items in portions, `newest` those of the feed.
    Both take the filters of the address, whose names `filters` are, and show what a visitor would see, whoever asks.
    """

    name: str
    title: Text
    endpoint: str
    columns: tuple[Column, ...]
    entry: Callable[[Item], Entry]
    batches: Callable[[Asked], Iterator[Sequence[Item]]]
    newest: Callable[[Asked, str | None], Page[Item]]
    filters: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    """Filters of the page that show what is not public: with them the list is not offered as data."""


Related = Callable[[Sequence[Any]], Mapping[Any, Any]]


def _nothing(_keys: Sequence[Any]) -> Mapping[Any, Any]:
    return {}


def in_batches(
    select: Callable[[Asked], sa.Select[*tuple[Any, ...]]],
    order: Sequence[Order],
    related: Related = _nothing,
) -> Callable[[Asked], Iterator[Sequence[Item]]]:
    """All rows of a statement with an `id`, some hundred at a time, however many there are.

    `related` gives by id what belongs to the rows of a portion, in a query or two.
    """

    def batches(asked: Asked) -> Iterator[Sequence[Item]]:
        columns = [item.column.desc() if item.descending else item.column.asc() for item in order]
        statement = select(asked).order_by(*columns).execution_options(yield_per=BATCH)
        for rows in session.execute(statement).partitions():
            yield _items(rows, related)

    return batches


def by_page(
    select: Callable[[Asked], sa.Select[*tuple[Any, ...]]],
    order: Sequence[Order],
    related: Related = _nothing,
) -> Callable[[Asked, str | None], Page[Item]]:
    """The rows of a statement with an `id`, a page at a time, as a feed wants them."""

    def newest(asked: Asked, cursor: str | None) -> Page[Item]:
        found = page(select(asked), order, cursor, size=FEED_SIZE)
        return Page(_items(found.items, related), found.next_cursor)

    return newest


def _items(rows: Sequence[Any], related: Related) -> list[Item]:
    more = related([row.id for row in rows])
    return [Item(row, more.get(row.id)) for row in rows]


def csv_text(columns: Sequence[Column], batches: Iterable[Sequence[Item]]) -> Iterator[str]:
    """The file in pieces: BOM, heads in the reader's language, a record a row (RFC 4180)."""
    yield BOM + records([[str(column.label) for column in columns]])
    for items in batches:
        yield records([[cell(column.value(item)) for column in columns] for item in items])


def records(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as CSV records."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


def cell(value: object) -> str:
    """A value as a cell: plain numbers, ISO dates, moments in Japan time with their offset, several joined by `;`.

    A text that a spreadsheet could take for a formula is led by an apostrophe.
    """
    match value:
        case None:
            text = ""
        case str():
            text = clean(value)
            return "'" + text if text.startswith(FORMULA) else text
        case bool():
            text = "true" if value else "false"
        case datetime():
            text = to_jst(value).isoformat(timespec="seconds")
        case date():
            text = value.isoformat()
        case list() | tuple():
            text = cell(SEPARATOR.join(str(part) for part in value))
        case _:
            text = str(value)
    return text
