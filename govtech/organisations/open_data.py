"""Verified organisations as data, in columns and as a feed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.core.open_data import Asked, Column, Entry, Item, OpenList, by_page, in_batches, plain
from govtech.core.paging import Order
from govtech.core.policy import ANONYMOUS, KIND_LABELS
from govtech.core.text import shorten
from govtech.core.words import lazy as _l
from govtech.organisations import queries
from govtech.organisations.models import LocalGovernment, Organisation
from govtech.organisations.views import wanted_of

SUMMARY = 300
NEWEST = (Order(Organisation.created_at, descending=True), Order(Organisation.id, descending=True))


def _select(asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Organisation.id,
            Organisation.kind,
            Organisation.name,
            Organisation.kana,
            Organisation.corporate_number,
            Organisation.government_code,
            Organisation.address,
            Organisation.website,
            Organisation.description,
            Organisation.capabilities,
            Organisation.sample,
            Organisation.created_at,
            LocalGovernment.population,
        )
        .outerjoin(LocalGovernment, LocalGovernment.code == Organisation.government_code)
        .where(*queries.narrowed(ANONYMOUS, wanted_of(asked)))
    )


def _entry(item: Item) -> Entry:
    row = item.row
    return Entry(
        key=f"organisation/{row.id}",
        path=f"/organisations/{row.id}",
        title=row.name,
        summary=shorten(row.description or row.address or str(KIND_LABELS[row.kind]), SUMMARY),
        author=row.name,
        updated=row.created_at,
        published=row.created_at,
        categories=(str(KIND_LABELS[row.kind]),),
    )


ORGANISATIONS = OpenList(
    name="organisations",
    title=_l("団体"),
    endpoint="organisations.index",
    filters=frozenset({"kind", "district", "text"}),
    columns=(
        plain("ID", "id"),
        Column(_l("種類"), lambda item: str(KIND_LABELS[item.row.kind])),
        plain(_l("名前"), "name"),
        plain(_l("読み"), "kana"),
        plain(_l("法人番号"), "corporate_number"),
        plain(_l("地方公共団体コード"), "government_code"),
        plain(_l("人口"), "population"),
        plain(_l("所在地"), "address"),
        plain(_l("ウェブサイト"), "website"),
        plain(_l("紹介"), "description"),
        plain(_l("できること"), "capabilities"),
        plain(_l("登録した日時"), "created_at"),
        plain(_l("見本"), "sample"),
    ),
    entry=_entry,
    batches=in_batches(_select, NEWEST),
    newest=by_page(_select, NEWEST),
)
