"""Fixed joint specifications as data: what a visitor sees of them, in columns and as a feed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.open_data import Asked, Column, Entry, Item, OpenList, by_page, in_batches, plain
from govtech.core.policy import ANONYMOUS
from govtech.core.text import shorten
from govtech.core.words import lazy as _l
from govtech.drafting.models import STATUS_LABELS, Party, Specification, Status
from govtech.drafting.models import Item as Requirement
from govtech.organisations.models import Organisation
from govtech.reading.listing import NEWEST, filters_of, narrowed
from govtech.solutions.queries import initiative_names

SUMMARY = 300


def _select(asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*Specification.__table__.columns, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == Specification.organisation_id)
        .where(*narrowed(ANONYMOUS, filters_of(asked, ANONYMOUS)))
    )


class _More:
    """What belongs to a specification from other tables."""

    def __init__(self) -> None:
        self.parties: list[str] = []
        self.codes: list[str] = []
        self.items = 0


def _related(ids: Sequence[Any]) -> Mapping[Any, _More]:
    found: defaultdict[Any, _More] = defaultdict(_More)
    for specification_id, code, name in session.execute(
        sa.select(Party.specification_id, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == Party.organisation_id)
        .where(Party.specification_id.in_(ids))
        .order_by(Organisation.kana)
    ):
        found[specification_id].parties.append(name)
        found[specification_id].codes.append(code)
    for specification_id, count in session.execute(
        sa.select(Requirement.specification_id, sa.func.count())
        .where(Requirement.specification_id.in_(ids), ~Requirement.removed)
        .group_by(Requirement.specification_id)
    ):
        found[specification_id].items = count
    return {key: found[key] for key in ids}


def _initiatives(item: Item) -> list[str]:
    names = initiative_names()
    return [names[int(one)] for one in item.row.initiatives if int(one) in names]


def _entry(item: Item) -> Entry:
    row = item.row
    return Entry(
        key=f"specification/{row.id}",
        path=f"/specifications/{row.id}",
        title=row.title,
        summary=shorten(row.summary, SUMMARY),
        author=row.organisation,
        updated=row.frozen_at or row.listed_at,
        published=row.frozen_at,
        categories=tuple(_initiatives(item)),
    )


SPECIFICATIONS = OpenList(
    name="specifications",
    title=_l("共同仕様書"),
    endpoint="specifications.index",
    filters=frozenset({"state", "initiative", "template", "q"}),
    columns=(
        plain("ID", "id"),
        plain(_l("件名"), "title"),
        plain(_l("概要"), "summary"),
        plain(_l("版"), "number"),
        Column(_l("状態"), lambda item: str(STATUS_LABELS[item.row.status])),
        plain(_l("とりまとめる団体のID"), "organisation_id"),
        plain(_l("とりまとめる団体"), "organisation"),
        Column(_l("参加する市町村のコード"), lambda item: item.more.codes),
        Column(_l("参加する市町村"), lambda item: item.more.parties),
        Column(_l("取組"), _initiatives),
        Column(_l("要件の数"), lambda item: item.more.items),
        plain(_l("もとにしたもの"), "origin"),
        plain(_l("確定した日時"), "frozen_at"),
        plain(_l("内容の照合値"), "content_hash"),
        plain(_l("見本"), "sample"),
    ),
    entry=_entry,
    batches=in_batches(_select, NEWEST, _related),
    newest=by_page(_select, NEWEST, _related),
    private=frozenset({"own", Status.DRAFTING, Status.CONSULTATION, Status.ABANDONED}),
)
