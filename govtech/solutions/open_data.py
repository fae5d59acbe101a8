"""Offerings as data: what a visitor sees of them, in columns and as a feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.filters import number
from govtech.core.open_data import Asked, Column, Entry, Item, OpenList, by_page, in_batches, plain
from govtech.core.paging import Order
from govtech.core.policy import ANONYMOUS, KIND_LABELS
from govtech.core.text import shorten
from govtech.core.words import lazy as _l
from govtech.organisations.models import Organisation
from govtech.solutions import catalogue
from govtech.solutions.catalogue_views import wanted_of
from govtech.solutions.models import DELIVERY_LABELS, NETWORK_LABELS, Solution, SolutionNetwork
from govtech.solutions.pricing import SIZES, cost
from govtech.solutions.queries import initiative_names

SUMMARY = 300
_listed_at = sa.func.coalesce(Solution.published_at, Solution.created_at)
NEWEST = (Order(_listed_at, descending=True), Order(Solution.id, descending=True))


def _select(asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    wanted = wanted_of(asked, ANONYMOUS, number(asked.get("size"), max(SIZES)))
    return (
        sa.select(
            *Solution.__table__.columns,
            Organisation.name.label("organisation"),
            Organisation.kind.label("kind"),
        )
        .join(Organisation, Organisation.id == Solution.organisation_id)
        .where(*catalogue.narrowed(ANONYMOUS, wanted))
    )


def _traits(ids: Sequence[Any]) -> Mapping[Any, dict[str, list[Any]]]:
    """Deliveries, networks, names of initiatives and prices."""
    found, names = catalogue.traits(ids), initiative_names()
    for held in found.values():
        held["initiatives"] = [names[key] for key in held["initiatives"]]
        held["networks"] = []
    for solution_id, network in session.execute(
        sa.select(SolutionNetwork.solution_id, SolutionNetwork.network)
        .where(SolutionNetwork.solution_id.in_(ids))
        .order_by(SolutionNetwork.network)
    ):
        found[solution_id]["networks"].append(str(NETWORK_LABELS[network]))
    return found


def _entry(item: Item) -> Entry:
    row = item.row
    return Entry(
        key=f"solution/{row.id}",
        path=f"/solutions/{row.id}",
        title=row.name,
        summary=shorten(row.summary, SUMMARY),
        author=row.organisation,
        updated=max(row.edited_at, row.published_at or row.created_at),
        published=row.published_at,
        categories=tuple(item.more["initiatives"]),
    )


def _lowest(item: Item) -> int | None:
    return min((cost(band).yearly for band in item.more["prices"]), default=None)


SOLUTIONS = OpenList(
    name="solutions",
    title=_l("ソリューション"),
    endpoint="solutions.index",
    filters=frozenset(
        {"delivery", "network", "kind", "certificate", "budget", "initiative", "osaka", "size"}
    ),
    columns=(
        plain("ID", "id"),
        plain(_l("名前"), "name"),
        plain(_l("読み"), "kana"),
        plain(_l("概要"), "summary"),
        plain(_l("提供者のID"), "organisation_id"),
        plain(_l("提供者"), "organisation"),
        Column(_l("提供者の種類"), lambda item: str(KIND_LABELS[item.row.kind])),
        Column(_l("取組"), lambda item: item.more["initiatives"]),
        Column(_l("提供形態"), lambda item: [str(DELIVERY_LABELS[one]) for one in item.more["deliveries"]]),
        Column(_l("ネットワーク"), lambda item: item.more["networks"]),
        Column(_l("年額の最低（円・税込）"), _lowest),
        plain(_l("説明"), "description"),
        plain(_l("問合せ先"), "contact"),
        plain(_l("公開した日時"), "published_at"),
        plain(_l("更新した日時"), "edited_at"),
        plain(_l("見本"), "sample"),
    ),
    entry=_entry,
    batches=in_batches(_select, NEWEST, _traits),
    newest=by_page(_select, NEWEST, _traits),
    private=frozenset({"own"}),
)
