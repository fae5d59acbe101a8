"""Subsidies as data: the list's rows in columns and as a feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.open_data import Asked, Column, Entry, Item, OpenList, by_page, in_batches, plain
from govtech.core.paging import Order
from govtech.core.text import shorten
from govtech.core.words import lazy as _l
from govtech.solutions.queries import initiative_names
from govtech.subsidies import queries
from govtech.subsidies.areas import labelled
from govtech.subsidies.filters import wanted_of
from govtech.subsidies.models import STATUS_LABELS, Status, Subsidy, SubsidyInitiative, Window, WindowArea

SUMMARY = 300
NEWEST = (Order(Subsidy.updated_at, descending=True), Order(Subsidy.id, descending=True))


def _select(asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    found: sa.Select[*tuple[Any, ...]] = queries.every(wanted_of(asked)).add_columns(
        Subsidy.eligible, Subsidy.created_at
    )
    return found


def _related(ids: Sequence[Any]) -> Mapping[Any, tuple[list[str], dict[str, list[str]]]]:
    """Names of initiatives, and the areas of each window."""
    names = initiative_names()
    initiatives: dict[Any, list[str]] = {}
    for key, number in session.execute(
        sa.select(SubsidyInitiative.subsidy_id, SubsidyInitiative.number)
        .where(SubsidyInitiative.subsidy_id.in_(ids))
        .order_by(SubsidyInitiative.number)
    ):
        initiatives.setdefault(key, []).append(names[number])
    areas: dict[Any, dict[str, list[str]]] = {}
    for key, window_id, area in session.execute(
        sa.select(Window.subsidy_id, WindowArea.window_id, WindowArea.area)
        .join(WindowArea, WindowArea.window_id == Window.id)
        .where(Window.subsidy_id.in_(ids))
        .order_by(WindowArea.window_id, WindowArea.position)
    ):
        areas.setdefault(key, {}).setdefault(window_id, []).append(area)
    return {key: (initiatives.get(key, []), areas.get(key, {})) for key in ids}


def _areas(item: Item) -> list[str]:
    return labelled(item.more[1].get(item.row.window_id, []))


def _entry(item: Item) -> Entry:
    row = item.row
    return Entry(
        key=f"subsidy/{row.id}",
        path=f"/subsidies/{row.id}",
        title=row.title,
        summary=shorten(row.catch_phrase or row.title, SUMMARY),
        author=row.provider or "GovTech Front Osaka",
        updated=row.updated_at,
        published=row.created_at,
        categories=tuple(item.more[0]),
    )


SUBSIDIES = OpenList(
    name="subsidies",
    title=_l("補助金"),
    endpoint="subsidies.index",
    filters=frozenset({"status", "area", "ceiling", "text", "initiative", "municipal"}),
    columns=(
        plain("ID", "id"),
        plain(_l("件名"), "title"),
        plain(_l("概要"), "catch_phrase"),
        plain(_l("提供する団体"), "provider"),
        Column(_l("受付の状態"), lambda item: str(STATUS_LABELS[Status(item.row.status)])),
        plain(_l("受付の開始"), "opens_at"),
        plain(_l("受付の締切"), "closes_at"),
        Column(_l("対象地域"), _areas),
        plain(_l("対象者"), "eligible"),
        plain(_l("市町村が申請できる"), "municipal"),
        plain(_l("補助率"), "rate"),
        plain(_l("上限額（円）"), "ceiling"),
        Column(_l("取組"), lambda item: item.more[0]),
        plain(_l("案内のページ"), "url"),
        plain(_l("更新した日時"), "updated_at"),
        plain(_l("見本"), "sample"),
    ),
    entry=_entry,
    batches=in_batches(_select, NEWEST, _related),
    newest=by_page(_select, NEWEST, _related),
)
