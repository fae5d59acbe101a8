"""Needs as data: what a visitor sees of them, in columns and as a feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.open_data import Asked, Column, Entry, Item, OpenList, by_page, in_batches, plain
from govtech.core.paging import Order
from govtech.core.policy import ANONYMOUS
from govtech.core.text import shorten
from govtech.core.words import lazy as _l
from govtech.needs import queries
from govtech.needs.models import RESPONDENTS_LABELS, STATUS_LABELS, WANTED_LABELS, Need, NeedInitiative
from govtech.needs.views import filters_of
from govtech.organisations.models import Organisation
from govtech.solutions.models import NETWORK_LABELS
from govtech.solutions.queries import initiative_names

SUMMARY = 300
NEWEST = (Order(Need.listed_at, descending=True), Order(Need.id, descending=True))


def _select(asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*Need.__table__.columns, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(*queries.narrowed(ANONYMOUS, filters_of(asked, ANONYMOUS)))
    )


def _initiatives(ids: Sequence[Any]) -> Mapping[Any, list[str]]:
    names = initiative_names()
    found: dict[Any, list[str]] = {key: [] for key in ids}
    for need_id, number in session.execute(
        sa.select(NeedInitiative.need_id, NeedInitiative.number)
        .where(NeedInitiative.need_id.in_(ids))
        .order_by(NeedInitiative.number)
    ):
        found[need_id].append(names[number])
    return found


def _entry(item: Item) -> Entry:
    row = item.row
    changed = [moment for moment in (row.published_at, row.edited_at, row.closed_at) if moment]
    return Entry(
        key=f"need/{row.id}",
        path=f"/needs/{row.id}",
        title=row.title,
        summary=shorten(row.outcome or row.problem, SUMMARY),
        author=row.organisation,
        updated=max(changed),
        published=row.published_at,
        categories=tuple(item.more),
    )


NEEDS = OpenList(
    name="needs",
    title=_l("ニーズ"),
    endpoint="needs.index",
    filters=frozenset({"state", "initiative", "network", "municipality"}),
    columns=(
        plain("ID", "id"),
        plain(_l("件名"), "title"),
        Column(_l("状態"), lambda item: str(STATUS_LABELS[item.row.status])),
        plain(_l("市町村コード"), "organisation_id"),
        plain(_l("市町村"), "organisation"),
        Column(_l("取組"), lambda item: item.more),
        Column(_l("求めること"), lambda item: [str(WANTED_LABELS[one]) for one in item.row.wanted]),
        Column(_l("提案できる人"), lambda item: str(RESPONDENTS_LABELS[item.row.respondents])),
        plain(_l("困っている人"), "persona"),
        plain(_l("困る場面"), "scenario"),
        plain(_l("今のやり方と、つらいところ"), "problem"),
        plain(_l("こうなってほしい"), "outcome"),
        plain(_l("達成を測るものさし"), "measure"),
        plain(_l("対象となる人口"), "population"),
        plain(_l("件数・量"), "volume"),
        plain(_l("件数・量の単位"), "volume_unit"),
        Column(
            _l("使うネットワーク"),
            lambda item: str(NETWORK_LABELS[item.row.network]) if item.row.network else None,
        ),
        plain(_l("安全管理の条件"), "security"),
        plain(_l("予算の下限（円・税込）"), "budget_min"),
        plain(_l("予算の上限（円・税込）"), "budget_max"),
        plain(_l("予算の年度"), "fiscal_year"),
        plain(_l("質問の締切"), "question_deadline"),
        plain(_l("提案の締切"), "response_deadline"),
        plain(_l("公開した日時"), "published_at"),
        plain(_l("更新した日時"), "edited_at"),
        plain(_l("結果"), "result"),
        plain(_l("連絡先"), "contact"),
        plain(_l("見本"), "sample"),
    ),
    entry=_entry,
    batches=in_batches(_select, NEWEST, _initiatives),
    newest=by_page(_select, NEWEST, _initiatives),
    private=frozenset({"own"}),
)
