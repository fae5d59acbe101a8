"""Keeping the reference data. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from govtech.core.db import lock, session
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.knowledge.models import FreeService, Initiative, Level, OneStopService, Technology


@dataclass(frozen=True)
class InitiativeData:
    """What can be changed about an initiative; its number stays."""

    name: str
    year_from: int
    generation: str
    description: str = ""


@dataclass(frozen=True)
class TechnologyData:
    """A technology with its year and generation."""

    name: str
    year_from: int
    generation: str


@dataclass(frozen=True)
class OneStopData:
    """How far a service can be done online, and on what the judgement rests."""

    level: str
    note: str = ""


@dataclass(frozen=True)
class FreeServiceData:
    """A free service as typed."""

    name: str
    kana: str
    provider: str
    summary: str
    free_of_charge: str = ""
    conditions: str = ""
    first_step: str = ""
    url: str = ""
    source: str = ""
    checked_on: date | None = None
    offered: bool = True
    initiatives: tuple[int, ...] = ()


def change_initiative(
    actor: Actor, initiative: Initiative, data: InitiativeData, *, expected_version: int
) -> None:
    """Change name, year, generation or description."""
    authorise(actor, "reference:edit", initiative)
    lock(initiative, as_of=expected_version)
    _put(actor, initiative, asdict(data) | {"generation": int(data.generation)})


def change_technology(
    actor: Actor, technology: Technology, data: TechnologyData, *, expected_version: int
) -> None:
    """Change name, year or generation."""
    authorise(actor, "reference:edit", technology)
    lock(technology, as_of=expected_version)
    _put(actor, technology, asdict(data) | {"generation": int(data.generation)})


def add_technology(actor: Actor, data: TechnologyData) -> Technology:
    """Add a technology at the end of the list."""
    authorise(actor, "reference:edit")
    last = session.scalar(sa.select(sa.func.max(Technology.position))) or 0
    technology = Technology(
        name=data.name, year_from=data.year_from, generation=int(data.generation), position=last + 1
    )
    session.add(technology)
    record(actor, "technology.added", technology, {"name": [None, data.name]})
    return technology


def change_one_stop(
    actor: Actor, service: OneStopService, data: OneStopData, *, expected_version: int
) -> None:
    """Move a service to another rung of the ladder."""
    authorise(actor, "reference:edit", service)
    lock(service, as_of=expected_version)
    _put(actor, service, {"level": Level(data.level), "note": data.note})


def add_free_service(actor: Actor, data: FreeServiceData) -> FreeService:
    """List a free service."""
    authorise(actor, "reference:edit")
    service = FreeService(**_plain(data))
    session.add(service)
    _link(service, data)
    record(actor, "free_service.added", service, {"name": [None, data.name]})
    return service


def change_free_service(
    actor: Actor, service: FreeService, data: FreeServiceData, *, expected_version: int
) -> None:
    """Change what is said about a free service, or whether it is still offered."""
    authorise(actor, "reference:edit", service)
    lock(service, as_of=expected_version)
    before = [item.number for item in service.initiatives]
    _link(service, data)
    after = [item.number for item in service.initiatives]
    if before != after:
        flag_modified(service, "name")  # the version moves with the links, so that a second editor notices
    _put(actor, service, _plain(data), {"initiatives": [before, after]} if before != after else {})


def _plain(data: FreeServiceData) -> dict[str, Any]:
    values = asdict(data)
    values.pop("initiatives")
    return values


def _link(service: FreeService, data: FreeServiceData) -> None:
    service.initiatives = list(
        session.scalars(
            sa.select(Initiative).where(Initiative.number.in_(data.initiatives)).order_by(Initiative.number)
        )
    )


def _put(
    actor: Actor,
    subject: Any,
    values: dict[str, Any],
    more: Mapping[str, list[Any]] = MappingProxyType({}),
) -> None:
    before = {name: getattr(subject, name) for name in values}
    for name, value in values.items():
        setattr(subject, name, value)
    changes = {
        name: [str(pair[0]), str(pair[1])] for name, pair in {**compared(before, values), **more}.items()
    }
    record(actor, f"{subject.__tablename__}.changed", subject, changes)
