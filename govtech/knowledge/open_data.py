"""Cases as data: what a visitor sees of them, in columns and as a feed."""

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
from govtech.knowledge import queries
from govtech.knowledge.models import CaseStudy, Technology, case_technology
from govtech.knowledge.pages import listed_filters
from govtech.organisations.models import LocalGovernment, Organisation

SUMMARY = 300
NEWEST = (Order(CaseStudy.updated_at, descending=True), Order(CaseStudy.id, descending=True))


def _select(asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            *CaseStudy.__table__.columns,
            Organisation.name.label("organisation"),
            sa.func.coalesce(LocalGovernment.name, CaseStudy.place).label("place_name"),
        )
        .join(Organisation, Organisation.id == CaseStudy.organisation_id)
        .outerjoin(LocalGovernment, LocalGovernment.code == CaseStudy.place_code)
        .where(*queries.narrowed(ANONYMOUS, listed_filters(asked, ANONYMOUS)))
    )


def _linked(ids: Sequence[Any]) -> Mapping[Any, tuple[list[str], list[str]]]:
    """Names of initiatives and technologies."""
    initiatives = queries.initiatives_of(ids)
    technologies: dict[Any, list[str]] = {}
    for case_id, name in session.execute(
        sa.select(case_technology.c.case_id, Technology.name)
        .join(Technology, Technology.id == case_technology.c.technology_id)
        .where(case_technology.c.case_id.in_(ids))
        .order_by(Technology.position)
    ):
        technologies.setdefault(case_id, []).append(name)
    return {key: (initiatives.get(key, []), technologies.get(key, [])) for key in ids}


def _entry(item: Item) -> Entry:
    row = item.row
    return Entry(
        key=f"case/{row.id}",
        path=f"/cases/{row.id}",
        title=row.title,
        summary=shorten(row.summary or row.problem, SUMMARY),
        author=row.place_name or row.organisation,
        updated=row.updated_at,
        published=row.published_at,
        categories=tuple(item.more[0]),
    )


CASES = OpenList(
    name="cases",
    title=_l("事例"),
    endpoint="cases.index",
    filters=frozenset({"q", "initiative", "technology", "year", "place"}),
    columns=(
        plain("ID", "id"),
        plain(_l("件名"), "title"),
        plain(_l("概要"), "summary"),
        plain(_l("書いた団体"), "organisation"),
        plain(_l("場所のコード"), "place_code"),
        plain(_l("場所"), "place_name"),
        plain(_l("実施年度"), "year"),
        Column(_l("取組"), lambda item: item.more[0]),
        Column(_l("技術"), lambda item: item.more[1]),
        plain(_l("対象"), "target"),
        plain(_l("テーマ"), "theme"),
        plain(_l("行政サービスの分野"), "service_area"),
        plain(_l("課題"), "problem"),
        plain(_l("取り組んだこと"), "approach"),
        plain(_l("初年度の費用（円・税込）"), "cost_first"),
        plain(_l("2年目からの年間費用（円・税込）"), "cost_yearly"),
        plain(_l("職員の作業時間（時間）"), "effort_hours"),
        plain(_l("導入での工夫"), "ingenuity"),
        plain(_l("制約条件"), "constraints"),
        plain(_l("学んだこと"), "lessons"),
        plain(_l("協力した事業者・団体"), "vendors"),
        plain(_l("利用した制度"), "scheme"),
        plain(_l("利用条件"), "licence"),
        plain(_l("出典"), "source"),
        plain(_l("公開した日時"), "published_at"),
        plain(_l("更新した日時"), "updated_at"),
        plain(_l("見本"), "sample"),
    ),
    entry=_entry,
    batches=in_batches(_select, NEWEST, _linked),
    newest=by_page(_select, NEWEST, _linked),
    private=frozenset({"mine"}),
)
