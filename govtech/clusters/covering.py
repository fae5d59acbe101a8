"""Which municipalities some needs cover, and what each of them states: its own needs, else what it joined with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import sqlalchemy as sa

from govtech.clusters.support_models import Support, SupportStatus
from govtech.core.db import session
from govtech.needs.models import Need, Status
from govtech.organisations.models import Organisation
from govtech.procurements.demand import Demand, unit_key

_FIGURES = ("population", "volume", "volume_unit", "budget_min", "budget_max", "fiscal_year")


def demands(need_ids: Collection[str]) -> list[Demand]:
    """What each municipality states over these needs, by the reading of its name.

    A municipality counts once. Where it posted needs itself, these count: the largest population among them, the
    sums of their volumes and budgets, the latest of their years. Where it only joined, its latest joining counts.
    Needs that were withdrawn, and joinings taken back, do not count.
    """
    return demands_of({"": need_ids})[""]


def demands_of(groups: Mapping[str, Collection[str]]) -> dict[str, list[Demand]]:
    """The same for several sets of needs at once, in two statements."""
    wanted = set(chain.from_iterable(groups.values()))
    owners, joined = (_rows(Need, wanted), _rows(Support, wanted)) if wanted else ((), ())
    return {
        key: _stated(
            [row for row in owners if row.need_id in need_ids],
            [row for row in joined if row.need_id in need_ids],
        )
        for key, need_ids in ((key, set(ids)) for key, ids in groups.items())
    }


def _stated(owners: Sequence[Any], joined: Sequence[Any]) -> list[Demand]:
    posted: dict[str, list[Any]] = {}
    for row in owners:
        posted.setdefault(row.organisation_id, []).append(row)
    stated = {code: _of_needs(rows) for code, rows in posted.items()}
    for row in joined:  # the latest comes last and stands
        if row.organisation_id not in posted:
            stated[row.organisation_id] = _of_needs([row])
    order = {row.organisation_id: (row.kana, row.organisation_id) for row in (*owners, *joined)}
    return [stated[code] for code in sorted(stated, key=order.__getitem__)]


def _rows(table: type[Need | Support], need_ids: Collection[str]) -> Sequence[Any]:
    key = Need.id if table is Need else Support.need_id
    statement = (
        sa.select(
            key.label("need_id"),
            table.organisation_id,
            Organisation.name.label("organisation"),
            Organisation.kana,
            *(getattr(table, name) for name in _FIGURES),
        )
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(Need.id.in_(need_ids), Need.status != Status.WITHDRAWN)
    )
    if table is Need:
        return session.execute(statement.order_by(Need.id)).all()
    joined = statement.join(Need, Need.id == Support.need_id).where(Support.status == SupportStatus.JOINED)
    return session.execute(joined.order_by(Support.stated_at, Support.id)).all()


def _of_needs(rows: Sequence[Any]) -> Demand:
    volumes: dict[str, int] = {}
    names: dict[str, str] = {}
    for row in rows:
        if row.volume is not None and row.volume_unit:
            unit = names.setdefault(unit_key(row.volume_unit), row.volume_unit)
            volumes[unit] = volumes.get(unit, 0) + row.volume
    budgets = [
        budget
        for row in rows
        if (budget := Demand("", budget_min=row.budget_min, budget_max=row.budget_max).budget)
    ]
    return Demand(
        municipality=rows[0].organisation_id,
        name=rows[0].organisation,
        population=_largest(row.population for row in rows),
        volumes=volumes,
        budget_min=sum(low for low, _ in budgets) if budgets else None,
        budget_max=sum(high for _, high in budgets) if budgets else None,
        fiscal_year=_largest(row.fiscal_year for row in rows),
    )


def _largest(values: Iterable[int | None]) -> int | None:
    return max((value for value in values if value is not None), default=None)


def municipalities() -> dict[str, frozenset[str]]:
    """For each need that others can join or have joined, the municipalities behind it: its owner and who joined."""
    joined = sa.select(Support.need_id, Support.organisation_id).where(Support.status == SupportStatus.JOINED)
    owned = sa.select(Need.id, Need.organisation_id).where(Need.published_at.is_not(None))
    found: dict[str, set[str]] = {}
    for need_id, code in (*session.execute(owned), *session.execute(joined)):
        found.setdefault(need_id, set()).add(code)
    return {need_id: frozenset(codes) for need_id, codes in found.items()}
