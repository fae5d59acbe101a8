"""Offerings of the demonstration."""

from __future__ import annotations

import tomllib
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import from_jst, today
from govtech.core.db import session
from govtech.core.journal import record
from govtech.core.policy import Actor
from govtech.organisations.models import Organisation
from govtech.solutions.models import (
    Delivery,
    Network,
    PriceBand,
    Solution,
    SolutionDelivery,
    SolutionInitiative,
    SolutionNetwork,
    SolutionReference,
    Status,
)

FILE = Path(__file__).parent / "solutions.toml"
PUBLISHED_DAYS_AGO = 40


def load() -> None:
    """Put in the offerings that are not there yet; what is there stays as it is."""
    known = set(session.scalars(sa.select(Solution.id)))
    for place, item in enumerate(_stated()):
        if item["id"] not in known:
            _add(item, PUBLISHED_DAYS_AGO + place)


@cache
def _stated() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["solution"]
    return rows


def _add(item: dict[str, Any], days: int) -> None:
    status = Status(item.get("status", Status.PUBLISHED))
    at = from_jst(today() - timedelta(days=days), time(10, 0))
    solution = Solution(
        **{name: item[name] for name in ("id", "name", "kana", "summary", "languages", "contact")},
        organisation_id=item["organisation"],
        description=item["description"].strip(),
        status=status,
        sample=True,
        created_at=at - timedelta(days=3),
        edited_at=at,
        published_at=at if status is Status.PUBLISHED else None,
        deliveries=[SolutionDelivery(delivery=Delivery(value)) for value in item["deliveries"]],
        networks=[SolutionNetwork(network=Network(value)) for value in item["networks"]],
        initiatives=[SolutionInitiative(number=number) for number in item["initiatives"]],
        prices=[_price(row) for row in item["prices"]],
        references=[_reference(place, row) for place, row in enumerate(item["references"])],
    )
    session.add(solution)
    actor = Actor(
        name="公開担当",
        organisation_id=item["organisation"],
        organisation_name=session.scalars(
            sa.select(Organisation.name).where(Organisation.id == item["organisation"])
        ).one(),
    )
    record(actor, "solution.created", solution, confidential=True).at = solution.created_at
    if status is Status.PUBLISHED:
        record(actor, "solution.published", solution, {"status": ["draft", "published"]}).at = at


def _price(row: list[Any]) -> PriceBand:
    low, high, initial, yearly, *rest = row
    note = rest[0] if rest else ""
    return PriceBand(
        population_from=low,
        population_to=high or None,
        initial_yen=initial,
        yearly_yen=yearly,
        note=note,
        tax_included=rest[1] if len(rest) > 1 else True,
    )


def _reference(place: int, row: list[Any]) -> SolutionReference:
    code, case_id, note, *year = row
    return SolutionReference(
        position=place,
        government_code=code or None,
        case_id=case_id or None,
        note=note,
        year=next(iter(year), None),
    )
