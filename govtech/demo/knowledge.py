"""Cases of the demonstration in every state, and who followed them, written and confirmed through the services."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import at, from_jst
from govtech.core.db import session
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.knowledge import adoption_services, services
from govtech.knowledge.adoption_services import AdoptionData
from govtech.knowledge.content import CaseData, OutcomeData
from govtech.knowledge.models import CaseStudy, Status, Technology
from govtech.organisations.models import Organisation

FOLDER = Path(__file__).parent / "cases"
FENCE = "+++\n"
WRITING_DAYS = 10
OFFICE_HOURS = time(10, 0)
LIFE = ("id", "organisation", "status", "on", "archived_on", "reason", "source_need_id", "followers")
PLAIN = (Status.DRAFT, Status.IN_REVIEW)


def load() -> None:
    """Put in the cases that are not there yet; what is there stays as it is."""
    known = set(session.scalars(sa.select(CaseStudy.id)))
    for item in stated():
        if item["id"] not in known:
            _add(item)


@cache
def stated() -> tuple[dict[str, Any], ...]:
    """The cases as written: facts in TOML between two lines of +++, then the text in Markdown."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.md")))


def _read(path: Path) -> dict[str, Any]:
    _before, facts, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    return {**tomllib.loads(facts), "body": body.strip()}


def _add(item: dict[str, Any]) -> None:
    """Through the same steps as people take, at the times the file tells."""
    writer, approver = _actor(item["organisation"], Role.EDITOR), _actor(item["organisation"], Role.APPROVER)
    status = Status(item["status"])
    with at(from_jst(item["on"] - timedelta(days=WRITING_DAYS), OFFICE_HOURS)):
        case = services.create(writer, _data(item), sample=True, case_id=item["id"])
        case.source_need_id = item.get("source_need_id")
        session.flush()  # the journal's times are those of the block
    if status == Status.DRAFT:
        return
    with at(from_jst(item["on"], OFFICE_HOURS)):
        services.submit(writer, case)
        if status not in PLAIN:
            services.publish(approver, case)
            case.updated_at = case.published_at or case.updated_at
        session.flush()
    for follower in item.get("followers", ()):
        _follow(case, follower, item["on"])
    if status == Status.ARCHIVED:
        with at(from_jst(item["archived_on"], OFFICE_HOURS)):
            services.archive(approver, case, item["reason"])
            session.flush()


def _data(item: dict[str, Any]) -> CaseData:
    values = {name: value for name, value in item.items() if name not in LIFE}
    values["technologies"] = tuple(_technologies(item.get("technologies", ())))
    values["initiatives"] = tuple(item.get("initiatives", ()))
    values["outcomes"] = tuple(OutcomeData(**row) for row in item.get("outcomes", ()))
    plain: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    return CaseData(**plain)


def _technologies(names: list[str]) -> Iterator[str]:
    """Ids of technologies; a name that is not in the reference data is a mistake in the file."""
    held = dict(session.execute(sa.select(Technology.name, Technology.id)).all())
    for name in names:
        yield held[name]


def _follow(case: CaseStudy, follower: dict[str, Any], known_since: date) -> None:
    """A record of another municipality; without a date the source gives none."""
    actor = _actor(follower["code"], Role.EDITOR)
    data = AdoptionData(
        follower.get("status", "adopted"), follower.get("on", known_since), follower.get("note", "")
    )
    with at(from_jst(max(known_since, follower.get("on", known_since)), OFFICE_HOURS)):
        adoption = adoption_services.record_case(actor, case, data)
        session.flush()
    if "on" not in follower:
        adoption.considered_on = adoption.tried_on = adoption.adopted_on = None
    adoption.source = follower.get("source", "" if "見本" in adoption.note else case.source.split("。")[0])


def _actor(organisation_id: str, role: Role) -> Actor:
    """Somebody of the organisation; the secretariat's coordinator does both."""
    organisation = session.get_one(Organisation, organisation_id)
    coordinates = organisation.kind is OrganisationKind.SECRETARIAT
    return Actor(
        name="担当者（見本）" if role is Role.EDITOR else "承認者（見本）",
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        organisation_kind=organisation.kind,
        role=Role.COORDINATOR if coordinates else role,
        verified=True,
    )
