"""Specification templates as data: the latest version of each, in columns and as a feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Any, cast

from govtech.core.clock import from_jst
from govtech.core.open_data import Asked, Column, Entry, Item, OpenList, plain
from govtech.core.paging import Page
from govtech.core.words import lazy as _l
from govtech.solutions.queries import initiative_names
from govtech.specifications import queries
from govtech.specifications.views import narrowed

AUTHOR = "GovTech Front Osaka"


def _listed(asked: Asked) -> list[Item]:
    """There are a few dozen at most; the latest changed come first."""
    names, shown = initiative_names(), narrowed(asked, queries.listing())
    rows = sorted(shown, key=lambda row: (str(row.updated), row.slug), reverse=True)
    return [Item(row, [names[number] for number in row.initiatives if number in names]) for row in rows]


def _batches(asked: Asked) -> Iterator[Sequence[Item]]:
    yield _listed(asked)


def _newest(asked: Asked, _cursor: str | None) -> Page[Item]:
    return Page(_listed(asked))


def _entry(item: Item) -> Entry:
    row: Any = item.row
    changed = from_jst(cast("date", row.updated), time())
    return Entry(
        key=f"template/{row.slug}",
        path=f"/templates/{row.slug}",
        title=row.title,
        summary=row.summary,
        author=AUTHOR,
        updated=changed,
        categories=tuple(item.more),
    )


TEMPLATES = OpenList(
    name="templates",
    title=_l("標準仕様書ひな形"),
    endpoint="templates.index",
    filters=frozenset({"initiative", "kind"}),
    columns=(
        plain("ID", "slug"),
        plain(_l("版"), "version"),
        plain(_l("名前"), "title"),
        plain(_l("概要"), "summary"),
        Column(_l("取組"), lambda item: item.more),
        plain(_l("要件の数"), "items"),
        plain(_l("更新した日"), "updated"),
    ),
    entry=_entry,
    batches=_batches,
    newest=_newest,
)
