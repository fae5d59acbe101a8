"""Soundings at each point of their lives, made through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.policy import SYSTEM, Actor
from govtech.drafting import services as drafting
from govtech.drafting.content import Beginning
from govtech.drafting.models import Specification, Thing
from govtech.soundings import answer_services, remark_services, services
from govtech.soundings.content import RemarkData, ReplyData, SoundingData
from govtech.soundings.models import Audience, Kind, Outcome, Remark, Sounding
from tests import people
from tests.agreeing.test_agreeing import PLAIN

UNTIL = datetime(2026, 12, 15, 14, 59, tzinfo=UTC)
REMARK = RemarkData(Thing.ITEM, "X-2", Kind.COST, "費用が倍になります。", "要件2を翌営業日に満たすこと")
ANSWER = ReplyData(Outcome.TAKEN, "翌営業日に改めます。")


def draft(parties: tuple[str, ...] = (people.OTHER_TOWN,)) -> str:
    """A draft of the home town with another one."""
    lead = people.actor("approver")
    people.actor("other_editor")
    with unit_of_work():
        return drafting.create(lead, Beginning("施設予約システム", content=PLAIN), parties).id


def opened(audience: Audience = Audience.VENDORS, until: datetime = UNTIL) -> str:
    """A sounding of a fresh draft."""
    lead, made = people.actor("approver"), draft()
    return act(
        services.open_for, lead, spec(made), SoundingData(audience, until, "費用を教えてください。")
    ).id


def spec(specification_id: str) -> Callable[[], Specification]:
    """The specification, to be loaded in the transaction that needs it."""
    return lambda: session.get_one(Specification, specification_id)


def row(sounding_id: str) -> Callable[[], Sounding]:
    """The sounding, to be loaded in the transaction that needs it."""
    return lambda: session.get_one(Sounding, sounding_id)


def remark_row(remark_id: str) -> Callable[[], Remark]:
    """The remark, to be loaded in the transaction that needs it."""
    return lambda: session.get_one(Remark, remark_id)


def act(verb: Callable[..., Any], actor: Actor, *values: Any) -> Any:
    """A verb in a transaction of its own; what is callable is loaded first."""
    with unit_of_work():
        return verb(actor, *(value() if callable(value) else value for value in values))


def remarked(sounding_id: str, who: str = "company", data: RemarkData = REMARK) -> str:
    """A remark; its id."""
    return act(remark_services.submit, people.actor(who), row(sounding_id), data).id


def closed(sounding_id: str) -> None:
    """Let the deadline pass."""
    with unit_of_work():
        until = session.get_one(Sounding, sounding_id).until
    with clock.at(until), unit_of_work():
        assert services.close_due(SYSTEM) == 1


def answered(sounding_id: str, *remark_ids: str, data: ReplyData = ANSWER) -> str:
    """One answer to the remarks; its id."""
    return act(answer_services.answer, people.actor("editor"), row(sounding_id), list(remark_ids), data).id


def published(sounding_id: str) -> None:
    """Publish it."""
    act(services.publish, people.actor("approver"), row(sounding_id))
